/** Codecs of random types against clang, in both byte orders, and against gcc: 10,000 values. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { nameTypes } from '../../src/codegen/type_names.ts'
import { inspect } from '../../src/index.ts'
import { btfGraph } from '../../src/object/btf_graph.ts'
import { type Codec, decode, encode } from '../../src/runtime/index.ts'
import { loadCodecs } from '../codecs/load.ts'
import { compareDataSections, compareNative, comparePatched, type Outcome } from '../codecs/suite.ts'
import { generator } from '../types/random_types.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-codecs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('read and write what C does', async () => {
  let seed = 100
  const all: Outcome[] = []
  const cases = () => all.reduce((sum, outcome) => sum + outcome.cases, 0)
  for (; cases() < 10_000; seed++) all.push(await compareDataSections(folder, seed), await compareNative(folder, seed))
  for (const each of [100, 101]) all.push(await comparePatched(folder, each))
  expect(all.flatMap(({ problems }) => problems)).toEqual([])
  console.log(`codecs: ${cases()} values of ${(seed - 100) * 60} types`)
})

const KERNEL = '/sys/kernel/btf/vmlinux'

it.skipIf(!existsSync(KERNEL))('read whatever bytes in every struct of the kernel', async () => {
  const object = path.join(folder, 'kernel.o')
  writeFileSync(`${object}.c`, 'int kept;')
  execFileSync('clang-22', ['-target', 'bpf', '-c', `${object}.c`, '-o', object])
  execFileSync('llvm-objcopy-22', ['--add-section', `.BTF=${KERNEL}`, object])
  const graph = btfGraph(await inspect(object, { types: true }))
  const names = nameTypes(graph)
  const ids = graph.types.flatMap(({ id, kind }) =>
    (kind === 'struct' || kind === 'union') && names.has(id) ? id : [],
  )
  expect(ids.length).toBeGreaterThan(1000)
  const random = generator(7)
  for (const codec of loadCodecs(graph, ids, { strings: 'bytes' }).values()) {
    const bytes = Uint8Array.from({ length: codec.size }, () => (random(2) === 0 ? 0 : random(256)))
    // Padding, and bools that are neither 0 nor 1, are not kept; what is written is read as the same, and so on.
    const [once, twice] = [again(bytes, codec), again(again(bytes, codec), codec)]
    expect(Buffer.compare(once, twice), codec.name).toBe(0)
  }
})

function again(bytes: Uint8Array, codec: Codec<unknown, unknown>): Uint8Array {
  return encode(decode(bytes, codec as Codec<unknown, never>), codec)
}
