/** Where types are written, and when: `build`, `build --watch`, `types`, `types --check`. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { build } from '../../src/index.ts'
import { buildCommand, run, start } from '../support/command.ts'

let cwd: string
const at = (name: string) => path.join(cwd, name)
const text = (name: string) => readFileSync(at(name), 'utf8')

const source = (type = 'int') => `
struct event { ${type} pid; };
struct event last;
__attribute__((section("xdp"), used)) int count(void *ctx) { return last.pid; }
char _license[] __attribute__((section("license"), used)) = "GPL";
`

function configure(config: object): void {
  writeFileSync(at('bpf-linker.config.json'), JSON.stringify(config))
}

beforeAll(buildCommand)
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-types-'))
  mkdirSync(at('src'))
  writeFileSync(at('src/probe.bpf.c'), source())
  writeFileSync(at('src/extra.bpf.c'), '__attribute__((section("xdp"), used)) int other(void *ctx) { return 1; }\n')
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const objects = {
  probe: { inputs: ['src/probe.bpf.c'] },
  both: { inputs: ['src/probe.bpf.c', 'src/extra.bpf.c'] },
}

describe('build()', () => {
  test('writes them beside the source, else beside the object', async () => {
    configure({ types: true, objects })
    const result = await build({ cwd })
    expect(result.objects.flatMap(({ types }) => types.map(({ file }) => file))).toEqual([
      at('src/probe.bpf.d.c.ts'),
      at('dist/bpf/both.bpf.ts'),
    ])
    expect(text('src/probe.bpf.d.c.ts')).toContain(
      'declare const bytes: Uint8Array<ArrayBuffer>\nexport default bytes\n',
    )
    expect(text('src/probe.bpf.d.c.ts')).toContain('export declare const programs: {')
    expect(text('dist/bpf/both.bpf.ts')).toContain("export type ProgramName = 'count' | 'other'\n")
    expect(text('dist/bpf/both.bpf.ts')).not.toContain('declare')
  })

  test('leaves a file alone that has the same text, and changes it with the types only', async () => {
    configure({ types: 'types', objects: { probe: objects.probe } })
    await build({ cwd })
    const { mtimeMs, ino } = statSync(at('types/probe.bpf.ts'))
    writeFileSync(at('src/probe.bpf.c'), `\n\n${source().replace('last.pid', 'last.pid + 1')}`)
    await build({ cwd })
    expect(statSync(at('types/probe.bpf.ts'))).toMatchObject({ mtimeMs, ino })
    writeFileSync(at('src/probe.bpf.c'), source('long'))
    await build({ cwd })
    expect(text('types/probe.bpf.ts')).toContain('pid: bigint')
  })

  test('writes those of a virtual import beside the module', async () => {
    configure({ types: { outDir: 'types', virtual: true }, objects })
    const result = await build({ cwd })
    expect(result.objects[1]?.types.map(({ file }) => file)).toEqual([
      at('types/both.bpf.ts'),
      at('types/both.virtual.d.ts'),
    ])
    const ambient = text('types/both.virtual.d.ts')
    expect(ambient).toMatch(/^declare module 'virtual:bpf-linker\/both' \{\n/)
    expect(ambient).toContain('\n  const bytes: Uint8Array<ArrayBuffer>\n  export default bytes\n')
    expect(ambient).toContain('\n  export const programs: {\n')
  })

  test('takes comments of the sources over', async () => {
    configure({ types: 'types', objects: { probe: objects.probe } })
    writeFileSync(at('src/event.h'), '/** One call. */\nstruct event {\n  int pid; // who called\n};\n')
    writeFileSync(
      at('src/probe.bpf.c'),
      `#include "event.h"\n/* Counts. */\n${source().replace(/.*struct event \{.*/, '')}`,
    )
    await build({ cwd })
    expect(text('types/probe.bpf.ts')).toContain(`/**
 * One call.
 * struct event, 4 bytes
 */
export interface event {
  /**
   * who called
   * int at byte 0
   */
  pid: number
}`)
  })

  test('has names and no more of an object without BTF', async () => {
    configure({ types: 'types', objects: { probe: { ...objects.probe, btf: false } } })
    const map = 'struct { int (*type)[1]; int *key; long *value; } counts __attribute__((section(".maps"), used));\n'
    writeFileSync(at('src/probe.bpf.c'), map + source())
    await build({ cwd })
    expect(text('types/probe.bpf.ts')).toContain("export type ProgramName = 'count'\n")
    expect(text('types/probe.bpf.ts')).toContain('  counts: { key: Uint8Array; value: Uint8Array }\n')
    expect(text('types/probe.bpf.ts')).not.toContain('export interface event')
  })

  test('keeps them when the source breaks, and writes none without `write`', async () => {
    configure({ types: 'types', objects: { probe: objects.probe } })
    const { objects: built } = await build({ cwd, write: false })
    expect(built[0]?.types[0]?.text).toContain('pid: number')
    expect(existsSync(at('types'))).toBe(false)
    await build({ cwd })
    writeFileSync(at('src/probe.bpf.c'), source('unknown_t'))
    await expect(build({ cwd })).rejects.toMatchObject({ code: 'COMPILE_ERROR' })
    expect(text('types/probe.bpf.ts')).toContain('pid: number')
  })
})

describe('bpf-linker types', () => {
  test('writes, and checks for CI', async () => {
    configure({ types: true, objects: { probe: objects.probe } })
    const file = 'src/probe.bpf.d.c.ts'
    expect(await run(['types', '--check'], cwd)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${file}  out of date\nRun bpf-linker types`),
    })
    expect(existsSync(at(file))).toBe(false)
    expect(await run(['types'], cwd)).toMatchObject({ status: 0, stderr: `${file}  written\n` })
    expect(existsSync(at('dist'))).toBe(false)
    expect(await run(['types', '--check'], cwd)).toMatchObject({ status: 0, stderr: `${file}  up to date\n` })
    writeFileSync(at('src/probe.bpf.c'), source('long'))
    const { status, stdout } = await run(['types', '--check', '--json'], cwd)
    expect([status, JSON.parse(stdout)]).toEqual([
      1,
      { ok: false, files: [{ id: 'probe', file: at(file), current: false }] },
    ])
  })

  test('takes sources that only modules import, also without a config', async () => {
    expect(await run(['types', 'src/probe.bpf.c'], cwd)).toMatchObject({ status: 0 })
    expect(text('src/probe.bpf.d.c.ts')).toContain("export type ProgramName = 'count'\n")
  })

  test('says so when there is nothing to write', async () => {
    configure({ objects })
    const { status, stderr } = await run(['types', 'probe'], cwd)
    expect(status).toBe(2)
    expect(stderr).toContain('types: true')
  })

  test('fails with the objects', async () => {
    configure({ types: true, objects: { probe: objects.probe } })
    writeFileSync(at('src/probe.bpf.c'), source('unknown_t'))
    const { status, stderr } = await run(['types'], cwd)
    expect(status).toBe(1)
    expect(stderr).toContain("unknown type name 'unknown_t'")
  })
})

test('a watcher builds once for one change, though the types are written beside the source', async () => {
  configure({ types: true, objects: { probe: { inputs: ['src/p*.bpf.c'] } } })
  const watching = start(['build', '--watch', '--json'], cwd)
  const builds = () => watching.stdout().split('\n').filter(Boolean).length
  const rests = async (count: number) => {
    await expect.poll(builds, { interval: 20 }).toBe(count)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(builds()).toBe(count)
  }
  try {
    await rests(1)
    expect(existsSync(at('src/probe.bpf.d.c.ts'))).toBe(true)
    writeFileSync(at('src/probe.bpf.c'), source('long'))
    await rests(2)
    expect(text('src/probe.bpf.d.c.ts')).toContain('pid: bigint')
  } finally {
    watching.child.kill('SIGKILL')
    await watching.ended
  }
})
