/**
 * Programs of several files, each a folder of `pairs/`: `a.c`, `b.c` and so on,
 * in link order. Directives at the head of `a.c` say what comes of them:
 *
 *     //@ links                          ours and `bpftool gen object` link them
 *     //@ refused: CODE words            ours refuses, with this code and these words
 *     //@ gen-object: words              gen object refuses and says so; `crashes` where libbpf does
 *     //@ stricter: reason               why ours refuses what gen object links
 *     //@ laxer: reason                  why ours links what gen object refuses
 *     //@ differs: field: reason         what of the two objects differs, and why; repeatable
 *     //@ btf: off                       compiled without debug info
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('pairs', import.meta.url))

export interface Pair {
  name: string
  /** Absolute, in link order. */
  sources: string[]
  /** What ours says; undefined when it links them. */
  refusal: { code: string; words: string } | undefined
  /** What gen object says; undefined when it links them. */
  genObjectRefusal: string | undefined
  /** Why the two disagree on whether to link. */
  exception: { kind: 'stricter' | 'laxer'; reason: string } | undefined
  /** Fields of a LinkView that differ, with the reason. */
  differs: Map<string, string>
  debugInfo: boolean
}

export function readPairs(): Pair[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readPair(join(folder, entry.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Throws on a directive that does not exist, and on a pair that does not say what comes of it. */
function readPair(path: string): Pair {
  const sources = readdirSync(path)
    .sort()
    .map((name) => join(path, name))
  const pair: Pair = {
    name: basename(path),
    sources,
    refusal: undefined,
    genObjectRefusal: undefined,
    exception: undefined,
    differs: new Map(),
    debugInfo: true,
  }
  let links = false
  for (const [, key, value = ''] of readFileSync(join(path, 'a.c'), 'utf8').matchAll(
    /^\/\/@ ([\w-]+)(?:: *(.*))?$/gm,
  )) {
    switch (key) {
      case 'links':
        links = true
        break
      case 'refused': {
        const [code = '', ...words] = value.split(' ')
        pair.refusal = { code, words: words.join(' ') }
        break
      }
      case 'gen-object':
        pair.genObjectRefusal = value
        break
      case 'stricter':
      case 'laxer':
        pair.exception = { kind: key, reason: value }
        break
      case 'differs': {
        const [field = '', reason = ''] = value.split(/: (.*)/)
        pair.differs.set(field, reason)
        break
      }
      case 'btf':
        pair.debugInfo = value !== 'off'
        break
      default:
        throw new Error(`${path}: no directive is called ${key}`)
    }
  }
  const expected = pair.refusal ? (pair.genObjectRefusal ? undefined : 'stricter') : pair.genObjectRefusal && 'laxer'
  if (links === (pair.refusal !== undefined)) throw new Error(`${path}: say either that it links or how it is refused`)
  if (pair.exception?.kind !== expected)
    throw new Error(`${path}: expected the directive ${expected ?? 'of no exception'}`)
  return pair
}
