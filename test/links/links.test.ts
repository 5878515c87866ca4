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
/** Type counts, ours and gen object's, where ours is higher. */
const over: string[] = []

describe('the same sources by bpftool gen object', () => {
  const plain: CompileFlags = { include: [], defines: [], cflags: [] }
  it.concurrent.each(readPairs())('$name', (pair) => comparePair(pair, plain))
})

/** Fields that differ in the kernel's programs. */
const kernelDiffers: Record<string, [string, string][]> = {
  test_usdt: [['relocations', 'its hidden helpers are static once linked, and inlined']],
}

describe('multi-file programs of the kernel', () => {
  const { selftests, includePaths, defines } = kernelSources()
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
  it.concurrent.each(pairs)('$name', (pair) =>
    comparePair(pair, { include: includePaths, defines, cflags: ['-Wno-everything'] }),
  )
})

describe('over all of them', () => {
  it(`as many load as of gen object's${noLoading ? ` (skipped: ${noLoading})` : ''}`, () => {
    console.log(`links: ${JSON.stringify(tally)}\ntypes, ours above gen object's: ${over.join(', ') || 'none'}`)
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

  const forms = { sources: pair.sources, bitcode: await bitcode(pair.sources, flags, pair.debugInfo, own) }
  for (const [form, inputs] of Object.entries(forms)) {
    const object = join(own, `${form}.o`)
    const linking = link({
      inputs,
      outFile: object,
      cpu: 'v3',
      ...flags,
      cflags: [...flags.cflags, ...(pair.debugInfo ? [] : ['-g0'])],
    })
    if (pair.refusal) {
      await expectRefusal(linking, pair)
      continue
    }
    await linking
    if (pair.debugInfo) await compareObjects(object, reference.ok ? reference.object : undefined, pair, form)
  }
}

/** The code and words that the pair asks for, with both places where two disagree. */
async function expectRefusal(linking: Promise<unknown>, pair: Pair): Promise<void> {
  const error = await linking.then(
    () => expect.fail('ours links them'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof BpfLinkerError)) throw error
  expect(error.code, error.message).toBe(pair.refusal?.code)
  expect(error.message).toContain(pair.refusal?.words)
  if (error.code === 'SYMBOL_UNRESOLVED' || !pair.debugInfo) return
  const places = new Set(error.notes.map((note) => `${basename(note.file ?? '')}:${note.line}`))
  expect([...places], error.message).toHaveLength(2)
  for (const place of places) expect(place).toMatch(/^[abc]\.c:\d+$/)
}

async function compareObjects(ours: string, reference: string | undefined, pair: Pair, form: string): Promise<void> {
  const view = viewOf(await inspect(ours, { types: true }))
  const count = await countTypes(ours)
  const problem = await openProblem(ours)
  if (reference === undefined) {
    expect(problem).toBe(undefined)
    return
  }
  const expected = viewOf(await inspect(reference, { types: true }))
  for (const field of Object.keys(expected) as (keyof LinkView)[]) {
    if (pair.differs.has(field)) expect(view[field], `${field} no longer differs`).not.toEqual(expected[field])
    else expect(view[field], `${field}, from ${form}`).toEqual(expected[field])
  }
  if ((await openProblem(reference)) === undefined) expect(problem).toBe(undefined)
  const theirs = await countTypes(reference)
  if (count > theirs) over.push(`${pair.name} ${form} ${count}:${theirs}`)

  if (noLoading !== undefined) return
  const [loaded, referenceLoaded] = [await loadObject(ours), await loadObject(reference)]
  if (loaded.loaded) tally.oursLoad++
  if (referenceLoaded.loaded) {
    tally.genObjectsLoad++
    expect(loaded).toEqual({ loaded: true })
  }
}
