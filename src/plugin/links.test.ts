import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { countNative } from '../../test/support/counted_native.ts'
import { createContext } from './context.ts'
import { createLinks } from './links.ts'
import { resolveOptions } from './options.ts'
import type { Outcome } from './outcome.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'bpf-linker-links-'))
// Slow enough to change something while it runs.
const native = countNative(path.join(scratch, 'native'), 0.5)
const outer = process.env.BPF_LINKER_NATIVE_PATH
process.env.BPF_LINKER_NATIVE_PATH = native.folder
afterAll(() => {
  if (outer === undefined) delete process.env.BPF_LINKER_NATIVE_PATH
  else process.env.BPF_LINKER_NATIVE_PATH = outer
  rmSync(scratch, { recursive: true, force: true })
})

let root: string
let count = 0
const at = (name: string) => path.join(root, name)
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const program = (value: string) =>
  `#include "a.h"\n__attribute__((section("xdp"), used)) int prog(void *ctx) { return ${value}; }\n`

beforeEach(async () => {
  root = path.join(scratch, `project-${++count}`)
  mkdirSync(root)
  writeFileSync(at('a.h'), '#define A 1\n')
  writeFileSync(at('a.bpf.c'), program('A'))
  native.reset()
  await pause(20)
})

function context() {
  const options = resolveOptions({ config: { cache: false } })
  return createContext(createLinks(options, { root, command: 'serve', mode: 'development' }))
}
const request = (form = 'bytes') => ({ kind: 'source', form, file: at('a.bpf.c') }) as never

function bytesOf(outcome: Outcome): string {
  if (outcome.error !== undefined) throw outcome.error
  return Buffer.from(outcome.bytes).toString('hex')
}
/** Until the native part is at work, for the so manyth time. */
const started = (times: number) => expect.poll(native.started, { interval: 10 }).toBe(times)
const counts = () => ({ started: native.started(), ended: native.ended() })

test('a link whose source changes while it runs is killed, and only the next is delivered', async () => {
  const { build, changed } = context()
  const asked = build(request())
  await started(1)
  writeFileSync(at('a.bpf.c'), program('A + 1'))
  changed(at('a.bpf.c'))
  const delivered = bytesOf(await asked)
  expect(counts()).toEqual({ started: 2, ended: 1 })
  expect(bytesOf(await context().build(request()))).toBe(delivered)
})

test('so is one whose header changes, once it is known', async () => {
  const { build, changed } = context()
  await build(request())
  writeFileSync(at('a.h'), '#define A 2\n')
  changed(at('a.h'))
  const asked = build(request())
  await started(2)
  writeFileSync(at('a.h'), '#define A 3\n')
  changed(at('a.h'))
  await asked
  expect(counts()).toEqual({ started: 3, ended: 2 })
})

test('a build that begins stops the links of the last, and who waits for one gets the new', async () => {
  const { build, restart } = context()
  const asked = build(request())
  await started(1)
  writeFileSync(at('a.bpf.c'), program('A + 5'))
  restart()
  const delivered = bytesOf(await asked)
  expect(bytesOf(await build(request()))).toBe(delivered)
  expect(counts()).toEqual({ started: 2, ended: 1 })
})

test('without a folder, what was linked is kept in memory from build to build', async () => {
  const { build, restart } = context()
  const first = bytesOf(await build(request()))
  for (const text of ['#define A 2\n', '#define A 1\n']) {
    await pause(30)
    writeFileSync(at('a.h'), text)
    await pause(30)
    restart()
    const now = bytesOf(await build(request()))
    expect(now === first).toBe(text.endsWith('1\n'))
  }
  expect(counts()).toEqual({ started: 2, ended: 2 })
})

test('what is told of an object is kept as well', async () => {
  const { build, restart } = context()
  const tell = async () => {
    const outcome = await build(request('meta'))
    if (outcome.error !== undefined) throw outcome.error
    return outcome.meta()
  }
  const first = await tell()
  // The link, and one that looks at every instruction, since the profile is for no kernel.
  expect(native.started()).toBe(2)
  restart()
  expect(await tell()).toEqual(first)
  expect(native.started()).toBe(2)
})
