/** How often `build --watch` links: counted by the processes that are started. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { link } from '../src/index.ts'
import { buildCommand, type Running, run, start } from './support/command.ts'
import { type CountedNative, countNative } from './support/counted_native.ts'
import { save } from './support/save.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'bpf-linker-watch-links-'))
const native = countNative(path.join(scratch, 'native'))
const slow = countNative(path.join(scratch, 'slow'), 0.5)
const OFTEN = { interval: 20 }

let cwd: string
let watching: Running | undefined
let count = 0
const at = (name: string) => path.join(cwd, name)

const program = (value: string) => `#include <a.h>
__attribute__((section("xdp"), used)) int prog(void *ctx) { return ${value}; }
char _license[] __attribute__((section("license"), used)) = "GPL";
`
const probe = { inputs: 'src/a.bpf.c', profiles: ['linux-4.19', 'linux-5.4', 'linux-6.1', 'linux-6.6'] }

beforeAll(buildCommand)
beforeEach(() => {
  cwd = path.join(scratch, `project-${++count}`)
  for (const name of ['src', 'inc', 'first']) mkdirSync(at(name), { recursive: true })
  writeFileSync(at('inc/a.h'), '#define A 1\n')
  writeFileSync(at('src/a.bpf.c'), program('A'))
  for (const part of [native, slow]) part.reset()
})
afterEach(async () => {
  watching?.child.kill('SIGKILL')
  await watching?.ended
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function watch(part: CountedNative, config: object): void {
  const text = JSON.stringify({ includeDirs: ['first', 'inc'], ...config })
  writeFileSync(at('bpf-linker.config.json'), text)
  watching = start(['build', '--watch', '--json'], cwd, { BPF_LINKER_NATIVE_PATH: part.folder })
}

/** Processes since this was asked last, once there were so many builds. */
async function links(builds: number, part = native): Promise<number> {
  const lines = () => watching?.stdout().split('\n').filter(Boolean) ?? []
  await expect
    .poll(() => lines().length, { ...OFTEN, message: watching?.stderr() ?? '' })
    .toBeGreaterThanOrEqual(builds)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(lines().length).toBe(builds)
  expect(JSON.parse(lines().at(-1) ?? '')).toMatchObject({ ok: true })
  const processes = part.started()
  part.reset()
  return processes
}

it('four profiles are as many processes as in a build, at first and after a change', async () => {
  writeFileSync(at('bpf-linker.config.json'), JSON.stringify({ includeDirs: 'inc', objects: { probe } }))
  expect((await run(['build', '--force'], cwd, { BPF_LINKER_NATIVE_PATH: native.folder })).status).toBe(0)
  const alone = native.started()
  native.reset()
  expect(alone).toBeLessThan(8)
  watch(native, { objects: { probe } })
  expect(await links(1)).toBe(alone)
  save(at('inc/a.h'), '#define A 2\n')
  expect(await links(2)).toBe(alone)
})

it('a state that was linked before costs nothing', async () => {
  writeFileSync(at('package.json'), '{}')
  watch(native, { objects: { probe: { inputs: 'src/a.bpf.c' } } })
  expect(await links(1)).toBe(1)
  save(at('inc/a.h'), '#define A 2\n')
  expect(await links(2)).toBe(1)
  save(at('inc/a.h'), '#define A 1\n')
  expect(await links(3)).toBe(0)
})

it('a header that appears earlier on the include path is noticed', async () => {
  watch(native, { objects: { probe: { inputs: 'src/a.bpf.c' } } })
  await links(1)
  save(at('first/a.h'), '#define A 3\n')
  expect(await links(2)).toBe(1)
  const { bytes } = await link({ inputs: ['src/a.bpf.c'], cwd, includeDirs: ['first', 'inc'] })
  expect(readFileSync(at('dist/bpf/probe.bpf.o')).equals(bytes)).toBe(true)
})

it('a link whose files change while it runs is killed', async () => {
  watch(slow, { objects: { probe: { inputs: 'src/a.bpf.c' } } })
  await expect.poll(slow.started, OFTEN).toBe(1)
  save(at('src/a.bpf.c'), program('A + 4'))
  expect(await links(1, slow)).toBe(2)
  save(at('inc/a.h'), '#define A 5\n')
  await expect.poll(slow.started, OFTEN).toBe(1)
  save(at('inc/a.h'), '#define A 6\n')
  await expect.poll(slow.ended, OFTEN).toBe(1)
  expect(await links(2, slow)).toBe(2)
  const { bytes } = await link({ inputs: ['src/a.bpf.c'], cwd, includeDirs: ['first', 'inc'] })
  expect(readFileSync(at('dist/bpf/probe.bpf.o')).equals(bytes)).toBe(true)
})
