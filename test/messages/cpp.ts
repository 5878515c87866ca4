/**
 * All that native code can say: every text of two words or more in its source, with what is added to it. No call is
 * looked for, so that none is overlooked.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { HOLE } from './style.ts'
import type { Collected } from './typescript.ts'

type Kind = 'text' | 'word' | 'sign'

interface Token {
  kind: Kind
  /** Of a text what it says. */
  value: string
  line: number
}

/** @param files relative to `root` */
export function collectCpp(files: readonly string[], root: string): Collected {
  const result: Collected = { sayings: [], codes: new Map() }
  for (const file of files) {
    const tokens = tokensOf(readFileSync(path.join(root, file), 'utf8'))
    for (const { text, line } of sumsIn(tokens)) {
      if (/\p{L}[,;:']* ['(]?\p{L}|\u25A1 \p{L}|\p{L} '?\u25A1/u.test(text)) {
        result.sayings.push({ kind: 'message', text: text.trim(), at: `${file}:${line}` })
      }
    }
    for (const [i, { value, line }] of tokens.entries()) {
      const code = tokens[i + 2]
      if (value !== 'Code' || tokens[i + 1]?.value !== '::' || code === undefined) continue
      result.codes.set(code.value, [...(result.codes.get(code.value) ?? []), `${file}:${line}`])
    }
  }
  return result
}

/** Each text with what stands before and behind it as a summand: `"no " + Name + ": " + Why`. */
function* sumsIn(tokens: readonly Token[]): Iterable<{ text: string; line: number }> {
  let at = 0
  const is = (value: string, i = at) => tokens[i]?.kind === 'sign' && tokens[i]?.value === value
  while (at < tokens.length) {
    const first = tokens[at]
    if (first?.kind !== 'text') {
      at++
      continue
    }
    let text = is('+', at - 1) ? HOLE : ''
    for (;;) {
      // Macros may stand between texts: "LLVM " LLVM_VERSION_STRING ": ".
      while (tokens[at]?.kind === 'text' || (tokens[at]?.kind === 'word' && tokens[at - 1]?.kind === 'text')) {
        text += tokens[at]?.kind === 'text' ? tokens[at]?.value : HOLE
        at++
      }
      if (!is('+')) break
      at++
      if (tokens[at]?.kind === 'text') continue
      text += standIn(tokens, at)
      // What is in parentheses has texts of its own, which come next; so the sum is read on from behind them.
      const end = endOfOperand(tokens, at)
      yield* sumsIn(tokens.slice(at, end))
      at = end
      if (!is('+')) break
      at++
      if (tokens[at]?.kind !== 'text') at--
      if (is('+')) continue
    }
    yield { text, line: first.line }
  }
}

/** In place of a summand: numbers stand bare, and what quotes a name has quoted it. */
function standIn(tokens: readonly Token[], at: number): string {
  const words = tokens.slice(at, at + 3).map(({ value }) => value)
  if (words[0] === 'quoted') return `'${HOLE}'`
  const called = words[1] === '::' ? words[2] : words[0]
  return called === 'Twine' || called === 'to_string' || called === 'utohexstr' ? '0' : HOLE
}

/** Behind a summand: a name, a call, an access, or what is in parentheses. */
function endOfOperand(tokens: readonly Token[], from: number): number {
  let at = from
  for (let depth = 0; at < tokens.length; at++) {
    const { kind, value = '' } = tokens[at] ?? {}
    if (kind !== 'sign') continue
    if ('([{'.includes(value)) depth++
    else if (')]}'.includes(value)) {
      if (depth === 0) return at
      depth--
    } else if (depth === 0 && !['.', '->', '::', '*', '&', '-'].includes(value)) return at
  }
  return at
}

const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|^[ \t]*#(?:[^\n\\]|\\[\s\S])*|R"([^(\s]*)\([\s\S]*?\)\1"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|[A-Za-z_]\w*|\d[\w.']*|->|::|\S/gm

function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  let end = 0
  for (const { 0: text, index } of source.matchAll(TOKEN)) {
    line += source.slice(end, index).split('\n').length - 1
    end = index
    if (/^(\/\/|\/\*|[ \t]*#)/.test(text)) continue
    if (text.startsWith('R"')) tokens.push({ kind: 'sign', value: text, line })
    else if (text.startsWith('"')) tokens.push({ kind: 'text', value: unescaped(text.slice(1, -1)), line })
    else tokens.push({ kind: /^\w/.test(text) ? 'word' : 'sign', value: text, line })
  }
  return tokens
}

const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c))
