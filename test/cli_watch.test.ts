import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { burst } from './support/burst.ts'
import { buildCommand, type Running, start } from './support/command.ts'
import { save } from './support/save.ts'

let cwd: string
let watching: Running
const at = (name: string) => path.join(cwd, name)
const OFTEN = { interval: 20 }

const program = (value: string) => `#include "limit.h"
__attribute__((section("xdp"), used)) int prog(void *ctx) { return ${value}; }
char _license[] __attribute__((section("license"), used)) = "GPL";
`

function writeConfig(objects: object): void {
  save(at('base.mjs'), `export const objects = ${JSON.stringify(objects)}\n`)
}

beforeAll(buildCommand)
beforeEach(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-watch-'))
  mkdirSync(at('src'))
  writeFileSync(at('src/limit.h'), '#define LIMIT 2\n')
  writeFileSync(at('src/a.bpf.c'), program('LIMIT'))
  writeFileSync(at('src/b.bpf.c'), '__attribute__((section("xdp"), used)) int other(void *ctx) { return 1; }\n')
  writeConfig({ a: { inputs: ['src/a*.bpf.c'] }, b: { inputs: ['src/b.bpf.c'] } })
  writeFileSync(at('bpf-linker.config.mjs'), "import { objects } from './base.mjs'\nexport default { objects }\n")
  watching = start(['build', '--watch', '--json'], cwd)
  await documents(1)
})
afterEach(async () => {
  watching.child.kill('SIGKILL')
  await watching.ended
  rmSync(cwd, { recursive: true, force: true })
})

interface Document {
  ok: boolean
  error?: { code: string; message: string }
  objects?: { id: string; ok: boolean }[]
}

/** Every build that it told, once there are at least so many. */
async function documents(count: number): Promise<Document[]> {
  const all = () => watching.stdout().split('\n').filter(Boolean)
  await expect.poll(() => all().length, { ...OFTEN, message: watching.stderr() }).toBeGreaterThanOrEqual(count)
  return all().map((line) => JSON.parse(line) as Document)
}

/** The ids of the build number `n`, after it is sure that no further one follows. */
async function onlyBuild(n: number): Promise<string[]> {
  await documents(n)
  await new Promise((resolve) => setTimeout(resolve, 400))
  const all = await documents(n)
  expect(all).toHaveLength(n)
  return all[n - 1]?.objects?.map(({ id }) => id) ?? []
}

test('one change of a source is one link, of the objects that have it', async () => {
  expect(await onlyBuild(1)).toEqual(['a', 'b'])
  save(at('src/b.bpf.c'), '__attribute__((section("xdp"), used)) int other(void *ctx) { return 2; }\n')
  expect(await onlyBuild(2)).toEqual(['b'])
  // In place.
  writeFileSync(at('src/a.bpf.c'), program('LIMIT + 1'))
  expect(await onlyBuild(3)).toEqual(['a'])
})

test('a broken header removes the object, and mending only the header brings it back', async () => {
  save(at('src/limit.h'), '#define LIMIT limit\n')
  const [, broken] = await documents(2)
  expect(broken).toMatchObject({ ok: false, error: { code: 'COMPILE_ERROR' }, objects: [{ id: 'a', ok: false }] })
  expect(existsSync(at('dist/bpf/a.bpf.o'))).toBe(false)
  expect(existsSync(at('dist/bpf/b.bpf.o'))).toBe(true)
  save(at('src/limit.h'), '#define LIMIT 3\n')
  expect((await documents(3))[2]).toMatchObject({ ok: true, objects: [{ id: 'a', ok: true }] })
  expect(existsSync(at('dist/bpf/a.bpf.o'))).toBe(true)
})

test('a header that was missing and appears is noticed', async () => {
  rmSync(at('src/limit.h'))
  expect((await documents(2))[1]).toMatchObject({ ok: false })
  save(at('src/limit.h'), '#define LIMIT 4\n')
  expect((await documents(3))[2]).toMatchObject({ ok: true })
})

test('what the config imports counts, only objects that came out different are linked', async () => {
  writeConfig({ a: { inputs: ['src/a*.bpf.c'] }, b: { inputs: ['src/b.bpf.c'], cpu: 'v3' } })
  expect(await onlyBuild(2)).toEqual(['b'])
})

test('a broken config is told, and its mending noticed', async () => {
  save(at('base.mjs'), 'export const objects = {,\n')
  expect((await documents(2))[1]).toMatchObject({ ok: false, error: { code: 'CONFIG_LOAD_FAILED' } })
  writeConfig({ c: { inputs: ['src/b.bpf.c'] } })
  expect((await documents(3))[2]).toMatchObject({ ok: true, objects: [{ id: 'c' }] })
})

test('a config that is as it was again is told, and one that is gone for a while is waited for', async () => {
  renameSync(at('bpf-linker.config.mjs'), at('away.mjs'))
  expect((await documents(2))[1]).toMatchObject({ ok: false, error: { code: 'CONFIG_NOT_FOUND' } })
  renameSync(at('away.mjs'), at('bpf-linker.config.mjs'))
  expect(await onlyBuild(3)).toEqual(['a', 'b'])
})

test('a new file that a glob matches is linked in', async () => {
  save(at('src/a2.bpf.c'), '__attribute__((section("xdp"), used)) int second(void *ctx) { return 1; }\n')
  expect(await onlyBuild(2)).toEqual(['a'])
  const manifest = JSON.parse(readFileSync(at('dist/bpf/bpf-manifest.json'), 'utf8'))
  expect(manifest.objects[0].programs).toHaveLength(2)
})

test('what a build writes and removes is no change, also below a folder of inputs', async () => {
  writeConfig({ a: { inputs: ['**/a.bpf.c'], types: true }, b: { inputs: ['src/b.bpf.c'] } })
  expect(await onlyBuild(2)).toEqual(['a'])
  save(at('src/limit.h'), '#define LIMIT limit\n')
  expect(await onlyBuild(3)).toEqual(['a'])
  expect(existsSync(at('dist/bpf/a.bpf.o'))).toBe(false)
})

test('a burst of saves is at most two links, and the last save counts', async () => {
  const bursts = await burst(20, (i) => writeFileSync(at('src/a.bpf.c'), program(`LIMIT + ${10 + i}`)))
  const [main = ''] = watching.child.spawnargs.slice(1)
  const inspect = () => execFileSync(process.execPath, [main, 'inspect', '-d', 'dist/bpf/a.bpf.o'], { cwd }).toString()
  await expect.poll(inspect, OFTEN).toContain('= 0x1f')
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect((await documents(2)).length).toBeLessThanOrEqual(1 + 2 * bursts)
})

test('what cannot be written is told, and tried again with the next change', async () => {
  rmSync(at('dist/bpf/bpf-manifest.json'))
  mkdirSync(at('dist/bpf/bpf-manifest.json'))
  save(at('src/limit.h'), '#define LIMIT 5\n')
  expect((await documents(2))[1]).toMatchObject({ ok: false, error: { code: 'OUTPUT_NOT_WRITABLE' } })
  rmSync(at('dist/bpf/bpf-manifest.json'), { recursive: true })
  save(at('src/limit.h'), '#define LIMIT 6\n')
  expect((await documents(3))[2]).toMatchObject({ ok: true, objects: [{ id: 'a', ok: true }] })
})

test('Ctrl-C ends it cleanly', async () => {
  watching.child.kill('SIGINT')
  const { status, stderr } = await watching.ended
  expect([status, stderr]).toEqual([130, ''])
})
