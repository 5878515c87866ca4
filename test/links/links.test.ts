/** Our `link()`, from sources and from bitcode, beside `bpftool gen object` on clang's objects of the same sources. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { BpfLinkerError, inspect, link } from '../../src/index.ts'
import { kernelSources, LINKED_SKELS } from '../corpus/kernel_sources.ts'
import { loadObject, whyNoLoading } from '../corpus/load.ts'
import { bitcode, type CompileFlags, countTypes, genObject, openProblem } from './gen_object.ts'
import { type Pair, readPairs } from './pair.ts'
import { type LinkView, viewOf } from './view.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-links-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const noLoading = whyNoLoading()
const tally = { pairs: 0, bothLink: 0, bothRefuse: 0, stricter: 0, laxer: 0, genObjectsLoad: 0, oursLoad: 0 }

describe('the same sources by bpftool gen object', () => {
  const plain: CompileFlags = { includeDirs: [], defines: [], cflags: [] }
  it.concurrent.each(readPairs())('$name', (pair) => comparePair(pair, plain))
})

/** Fields that differ in the kernel's programs. */
const kernelDiffers: Record<string, [string, string][]> = {
  test_usdt: [['relocations', 'its hidden helpers are static once linked, and inlined']],
}

describe('multi-file programs of the kernel', () => {
  const { selftests, includeDirs, defines } = kernelSources()
  const pairs = Object.entries(LINKED_SKELS).map(
    ([name, files]): Pair => ({
      name,
      sources: files.map((file) => join(selftests, 'progs', file)),
      refusal: undefined,
      genObjectRefusal: undefined,
      exception: undefined,
      differs: new Map(kernelDiffers[name]),
      debugInfo: true,
    }),
  )
  it.concurrent.each(pairs)('$name', (pair) => comparePair(pair, { includeDirs, defines, cflags: ['-Wno-everything'] }))
})

describe('over all of them', () => {
  it(`as many load as of gen object's${noLoading ? ` (skipped: ${noLoading})` : ''}`, () => {
    console.log('links:', JSON.stringify(tally))
    expect(tally.pairs).toBeGreaterThan(100)
    expect(tally.oursLoad).toBeGreaterThanOrEqual(tally.genObjectsLoad)
    if (noLoading === undefined) expect(tally.genObjectsLoad).toBeGreaterThan(20)
  })
})

async function comparePair(pair: Pair, flags: CompileFlags): Promise<void> {
  const own = join(folder, pair.name)
  tally.pairs++
  const reference = await genObject(pair.sources, flags, pair.debugInfo, own)
  if (pair.genObjectRefusal === undefined) {
    expect(reference).toMatchObject({ ok: true })
  } else {
    if (reference.ok) expect.fail('gen object links them')
    if (pair.genObjectRefusal === 'crashes') expect(reference.crashed).toBe(true)
    else expect(reference.messages).toContain(pair.genObjectRefusal)
  }
  if (pair.exception !== undefined) tally[pair.exception.kind]++
  else if (pair.refusal) tally.bothRefuse++
  else tally.bothLink++

  const ours = (inputs: string[], name: string) =>
    link({
      inputs,
      outFile: join(own, `${name}.o`),
      cpu: 'v3',
      inspect: { types: true },
      ...flags,
      cflags: [...flags.cflags, ...(pair.debugInfo ? [] : ['-g0'])],
    })
  const forms = { sources: pair.sources, bitcode: await bitcode(pair.sources, flags, pair.debugInfo, own) }
  for (const [form, inputs] of Object.entries(forms)) {
    if (pair.refusal) {
      await expectRefusal(ours(inputs, form), pair, pair.refusal.words)
      continue
    }
    const { info, exports } = await ours(inputs, form)
    const visible = info.symbols.filter((symbol) => symbol.binding !== 'local' && symbol.section !== 0)
    expect(exports).toEqual(visible.map((symbol) => symbol.name).sort())
    if (!pair.debugInfo) continue
    if (reference.ok) await compareObjects(join(own, `${form}.o`), reference.object, pair, form)
    else await compareWithParts(join(own, `${form}.o`), reference.parts)
  }

  // Whether they link is no matter of their order.
  const reversed = ours([...pair.sources].reverse(), 'reversed')
  if (pair.refusal) await expectRefusal(reversed, pair, '')
  else await reversed
}

/** The code and words that the pair asks for, with both places where two disagree. */
async function expectRefusal(linking: Promise<unknown>, pair: Pair, words: string): Promise<void> {
  const error = await linking.then(
    () => expect.fail('ours links them'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof BpfLinkerError)) throw error
  expect(error.code, error.message).toBe(pair.refusal?.code)
  expect(error.message).toContain(words)
  if (!pair.debugInfo) return
  const at = ({ file = '', line }: { file?: string | undefined; line?: number | undefined }) =>
    `${basename(file)}:${line}`
  const places = new Set(error.code === 'SYMBOL_UNRESOLVED' ? [at(error)] : error.notes.map(at))
  expect([...places], error.message).toHaveLength(error.code === 'SYMBOL_UNRESOLVED' ? 1 : 2)
  for (const place of places) expect(place).toMatch(/^[abc]\.c:\d+$/)
}

async function compareObjects(ours: string, reference: string, pair: Pair, form: string): Promise<void> {
  const view = viewOf(await inspect(ours, { types: true }))
  const expected = viewOf(await inspect(reference, { types: true }))
  for (const field of Object.keys(expected) as (keyof LinkView)[]) {
    if (pair.differs.has(field)) expect(view[field], `${field} no longer differs`).not.toEqual(expected[field])
    else expect(view[field], `${field}, from ${form}`).toEqual(expected[field])
  }
  const problem = await openProblem(ours)
  if ((await openProblem(reference)) === undefined) expect(problem).toBe(undefined)
  expect(await countTypes(ours), `types, from ${form}`).toBeLessThanOrEqual(await countTypes(reference))

  if (noLoading !== undefined) return
  const [loaded, referenceLoaded] = [await loadObject(ours), await loadObject(reference)]
  if (loaded.loaded) tally.oursLoad++
  if (referenceLoaded.loaded) {
    tally.genObjectsLoad++
    expect(loaded).toEqual({ loaded: true })
  }
}

/** What gen object does not link is held against clang's objects: the same externs, and libbpf opens it. */
async function compareWithParts(ours: string, parts: string[]): Promise<void> {
  const infos = await Promise.all([ours, ...parts].map((object) => inspect(object, { types: true })))
  const [own, ...others] = infos.map(viewOf)
  const defined = new Set(infos[0]?.symbols.filter((symbol) => symbol.section !== 0).map((symbol) => symbol.name))
  // One strong reference is enough, and one file that says the section.
  const prevailing = new Map<string, string>()
  const rank = (line: string) => Number(line.includes(' unresolved ')) * 2 + Number(line.includes(' weak true '))
  for (const line of others.flatMap((view) => view.externs)) {
    const name = line.split(' ')[0] ?? ''
    const known = prevailing.get(name)
    if (!defined.has(name) && (known === undefined || rank(line) < rank(known))) prevailing.set(name, line)
  }
  expect(own?.externs).toEqual([...prevailing.values()].sort())
  expect(await openProblem(ours)).toBe(undefined)
  await countTypes(ours)
}
