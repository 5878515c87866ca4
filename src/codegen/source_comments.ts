/**
 * What C sources say of their types, maps, programs and variables, as comments of the generated ones. BTF knows no lines of
 * declarations, so the sources themselves are looked through, without a preprocessor: where a file has two declarations of
 * one name, behind `#if`, the first one's comments are taken.
 *
 *     /** One call of exec. *\/            above, with no empty line between
 *     struct event {
 *       // Who called.
 *       __u32 pid;
 *       char comm[16]; /* its name *\/     or behind, in the same line
 *     };
 */
import { type CDeclaration, type CToken, declarationsIn, tokensOf } from './c_declarations.ts'

export interface TypeComment {
  text: readonly string[]
  /** By member, or by name of an enum's value. */
  members: ReadonlyMap<string, readonly string[]>
}

export interface SourceComments {
  /** By `struct event`, `enum colour`, or the name of a typedef. */
  types: ReadonlyMap<string, TypeComment>
  /** By name: those of maps, programs and variables, and of typedefs of types that have a name already. */
  symbols: ReadonlyMap<string, readonly string[]>
}

/** @param sources the texts of C files and headers; what the first one says counts */
export function commentsIn(sources: readonly string[]): SourceComments {
  const types = new Map<string, TypeComment>()
  const symbols = new Map<string, readonly string[]>()
  for (const source of sources) {
    // Most files of generated or minimal C have none.
    if (!/\/[*/]/.test(source)) continue
    for (const declaration of declarationsIn(tokensOf(source))) {
      const text = declaration.above.flatMap(commentText)
      for (const type of declaration.types) {
        const members = membersOf(declaration)
        if (!types.has(type) && (text.length > 0 || members.size > 0)) types.set(type, { text, members })
      }
      for (const symbol of declaration.symbols) if (!symbols.has(symbol) && text.length > 0) symbols.set(symbol, text)
    }
  }
  return { types, symbols }
}

function membersOf({ members }: CDeclaration): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { names, above, behind } of members) {
    const text = [...above, ...behind].flatMap(commentText)
    for (const name of names) if (text.length > 0 && !found.has(name)) found.set(name, text)
  }
  return found
}

const MOST_LINES = 40

/** The lines of a comment without its stars and slashes; none of what is for tools. */
function commentText({ text }: CToken): string[] {
  const inner = text.startsWith('//')
    ? text.replace(/^\/\/[/!]?<?/, '')
    : text.replace(/^\/\*[*!]?<?/, '').replace(/\**\/$/, '')
  const lines = inner.split('\n').map((line, index) => (index === 0 ? line : line.replace(/^\s*\*?/, '')).trim())
  while (lines[0] === '') lines.shift()
  while (lines.at(-1) === '') lines.pop()
  return /^(SPDX-|clang-format|NOLINT|[-=*_]{3,}$)/.test(lines[0] ?? '') ? [] : lines.slice(0, MOST_LINES)
}
