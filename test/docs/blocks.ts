/**
 * The TypeScript of a page, block by block, as files that a compiler can read.
 *
 *     ```ts              a program by itself
 *     ```ts in TYPE      entries of an object of that type, which the package exports: `cpu: 'v3'`
 *     <!-- ts … -->      right above a block: lines that come before it and that readers do not see
 *
 * There is no mark for a block that is not compiled.
 */

export interface Block {
  /** The page's path in the repository. */
  page: string
  /** Of the line that opens the block, from 1. */
  line: number
  /** The exported type that the block has entries of. */
  entriesOf: string | undefined
  /** What readers do not see. */
  setup: readonly string[]
  code: readonly string[]
}

/** What is TypeScript by another name, or would be, if it were compiled. */
const OTHER_NAMES = new Set(['typescript', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'javascript'])

/** @throws Error for a block that is marked in no way that this knows */
export function blocksOf(page: string, markdown: string): Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at++) {
    const [, fence, info = ''] = /^(`{3,}|~{3,})(.*)$/.exec(lines[at] ?? '') ?? []
    if (fence === undefined) continue
    const end = lines.indexOf(fence, at + 1)
    if (end === -1) throw new Error(`${page}:${at + 1}: the block has no end`)
    const [language = '', ...mark] = info.trim().split(/\s+/)
    if (OTHER_NAMES.has(language)) throw new Error(`${page}:${at + 1}: '${language}' is not compiled: write 'ts'`)
    if (language === 'ts') {
      const code = lines.slice(at + 1, end)
      blocks.push({
        page,
        line: at + 1,
        entriesOf: typeOf(mark, `${page}:${at + 1}`),
        setup: setupAbove(lines, at),
        code,
      })
    }
    at = end
  }
  return blocks
}

function typeOf([word, type, ...more]: readonly string[], place: string): string | undefined {
  if (word === undefined) return undefined
  if (word === 'in' && /^\w+$/.test(type ?? '') && more.length === 0) return type
  throw new Error(`${place}: a block of TypeScript is marked 'ts' or 'ts in TYPE'`)
}

/** The lines of a comment `<!-- ts … -->` that ends right above. */
function setupAbove(lines: readonly string[], at: number): string[] {
  if (lines[at - 1] !== '-->') return []
  const start = lines.lastIndexOf('<!-- ts', at)
  return start === -1 ? [] : lines.slice(start + 1, at - 1)
}

/** A file of a block, and where its lines are in the page. */
export interface BlockFile {
  text: string
  /** Line of the file → `docs/api.md:12`. */
  placeOf: (line: number) => string
}

export function fileOf({ page, line, entriesOf, setup, code }: Block): BlockFile {
  const [head, foot] =
    entriesOf === undefined
      ? [setup, []]
      : [
          [`import type { ${entriesOf} } from 'bpf-linker'`, ...setup, 'export default {'],
          [`} satisfies Partial<${entriesOf}>`],
        ]
  return {
    text: [...head, ...code, ...foot, ''].join('\n'),
    placeOf: (at) => `${page}:${line + Math.max(0, at - head.length)}`,
  }
}
