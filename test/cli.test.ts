import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findNative } from '../src/link/native.ts'
import { buildCommand, run } from './support/command.ts'

const PROGRAM = `#include "limit.h"
__attribute__((section("xdp"), used)) int prog(void *ctx) { return LIMIT; }
char _license[] __attribute__((section("license"), used)) = "GPL";
`
let cwd: string
const at = (name: string) => path.join(cwd, name)

beforeAll(buildCommand)
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-cli-'))
  mkdirSync(at('src'))
  writeFileSync(at('src/limit.h'), '#define LIMIT 2\n')
  writeFileSync(at('src/a.bpf.c'), PROGRAM)
  const objects = { a: { inputs: 'src/a.bpf.c', profiles: ['linux-5.4', 'linux-6.1'] }, b: { inputs: ['src/a.bpf.c'] } }
  writeFileSync(at('bpf-linker.config.json'), JSON.stringify({ objects }))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

describe('build', () => {
  test('makes every object, tells each on standard error, and nothing on standard output', async () => {
    const { status, stdout, stderr } = await run(['build'], cwd)
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    expect(stderr.replace(/[\d.]+ m?s$/gm, 'TIME').replace(/[\d.]+ k?B/g, 'SIZE')).toBe(
      [
        'a.linux-5.4.bpf.o (linux-5.4): 1 program, 2 instructions, SIZE, Linux 4.8, TIME',
        'a.linux-6.1.bpf.o (linux-6.1): 1 program, 2 instructions, SIZE, Linux 4.8, TIME',
        'b.bpf.o (generic): 1 program, 2 instructions, SIZE, TIME',
        '',
      ].join('\n'),
    )
    expect(readdirSync(at('dist/bpf')).sort()).toEqual([
      'a.linux-5.4.bpf.o',
      'a.linux-6.1.bpf.o',
      'b.bpf.o',
      'bpf-manifest.json',
    ])
  })

  test('the manifest is the same on every run and names no place of this machine', async () => {
    await run(['build'], cwd)
    const first = readFileSync(at('dist/bpf/bpf-manifest.json'), 'utf8')
    await run(['build', '--force'], cwd)
    expect(readFileSync(at('dist/bpf/bpf-manifest.json'), 'utf8')).toBe(first)
    expect(first).not.toContain(cwd)
    expect(JSON.parse(first).objects[0]).toMatchObject({
      name: 'a',
      id: 'a.linux-5.4',
      profileName: 'linux-5.4',
      file: 'a.linux-5.4.bpf.o',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      license: 'GPL',
      programs: [{ name: 'prog', section: 'xdp', instructions: 2 }],
      inputs: ['src/a.bpf.c'],
    })
  })

  test('some objects, some profiles, elsewhere; the manifest keeps the others', async () => {
    await run(['build'], cwd)
    const { status, stderr } = await run(['build', 'a', '--profile', 'linux-6.1', '--log-level', 'info'], cwd)
    expect(status).toBe(0)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(readFileSync(at('dist/bpf/bpf-manifest.json'), 'utf8')).objects).toHaveLength(3)
    await run(['build', 'b', '-o', 'elsewhere'], cwd)
    expect(readdirSync(at('elsewhere')).sort()).toEqual(['b.bpf.o', 'bpf-manifest.json'])
  })

  test('--json is one document', async () => {
    const { status, stdout, stderr } = await run(['build', 'b', '--json'], cwd)
    expect([status, stderr]).toEqual([0, ''])
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({ ok: true, outDir: at('dist/bpf') })
    expect(document.objects).toMatchObject([
      { ok: true, id: 'b', file: at('dist/bpf/b.bpf.o'), inputs: [at('src/a.bpf.c')] },
    ])
    expect(document.dependencies).toEqual(expect.arrayContaining([at('bpf-linker.config.json'), at('src/limit.h')]))
  })

  test('a C error is drawn once, with its line, and the exit status is 1', async () => {
    await run(['build'], cwd)
    writeFileSync(at('src/limit.h'), '#define LIMIT limit\n')
    const { status, stdout, stderr } = await run(['build'], cwd)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain("src/a.bpf.c:2:68: error: use of undeclared identifier 'limit' [COMPILE_ERROR]")
    expect(stderr).toContain('  2 | __attribute__((section("xdp"), used)) int prog(void *ctx) { return LIMIT; }')
    expect(stderr.match(/undeclared/g)).toHaveLength(1)
    expect(stderr).toContain('b (generic): failed')
    expect(readdirSync(at('dist/bpf'))).toEqual(['bpf-manifest.json'])
  })

  test('a C error as JSON', async () => {
    writeFileSync(at('src/limit.h'), '#define LIMIT limit\n')
    const { status, stdout, stderr } = await run(['build', 'b', '--json'], cwd)
    expect([status, stderr]).toEqual([1, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { code: 'COMPILE_ERROR', file: at('src/a.bpf.c'), line: 2 },
      diagnostics: [{ severity: 'error', code: 'COMPILE_ERROR' }],
      objects: [{ ok: false, id: 'b', error: { code: 'COMPILE_ERROR' } }],
    })
  })

  test('a manifest that cannot be written fails the build, but hides no failed object', async () => {
    mkdirSync(at('dist/bpf/bpf-manifest.json'), { recursive: true })
    const only = await run(['build', 'b'], cwd)
    expect([only.status, only.stderr]).toEqual([1, expect.stringContaining('bpf-manifest.json cannot be written')])
    writeFileSync(at('src/limit.h'), '#define LIMIT limit\n')
    const both = await run(['build', 'b'], cwd)
    expect([both.status, both.stderr]).toEqual([1, expect.stringContaining('undeclared')])
  })

  test('--log-level says how much is told', async () => {
    writeFileSync(at('src/a.bpf.c'), `#warning mind the gap\n${PROGRAM}`)
    const told = async (level: string) => (await run(['build', 'b', '--log-level', level], cwd)).stderr
    expect(await told('error')).toBe('')
    expect(await told('warn')).toMatch(/^src\/a\.bpf\.c:1:2: warning: mind the gap/)
    expect(await told('warn')).not.toContain('1 program')
    expect(await told('debug')).toMatch(/b: compile [\d.]+ m?s, /)
  })

  test.each([
    [['build', '--confg', 'x'], 'did you mean --config?'],
    [['build', '--log-level', 'inof'], "did you mean 'info'?"],
    [['build', '--config', 'none.json'], 'none.json'],
    [['build', 'c'], "has no object 'c'"],
    [['build', 'a', '-p', 'linux-5.10'], "'linux-5.10'"],
    [['biuld'], 'did you mean bpf-linker build?'],
    [['inspect'], 'bpf-linker inspect needs <object>'],
    [['native-path', 'x'], "has no use for 'x'"],
    [[], 'bpf-linker build'],
  ])('%j is a mistake of usage or config: exit status 2', async (args, words) => {
    const { status, stdout, stderr } = await run(args, cwd)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(words)
    expect(existsSync(at('dist'))).toBe(false)
  })

  test('no native part: exit status 3, as JSON too', async () => {
    const env = { BPF_LINKER_NATIVE_PATH: at('nowhere') }
    for (const args of [['build'], ['native-path'], ['-o', 'x.o', 'a.bc']]) {
      const { status, stderr } = await run(args, cwd, env)
      expect([status, stderr]).toEqual([
        3,
        expect.stringContaining(`BPF_LINKER_NATIVE_PATH=${at('nowhere')}: there is no such`),
      ])
    }
    const { status, stdout } = await run(['build', '--json'], cwd, env)
    expect([status, JSON.parse(stdout).error.code]).toEqual([3, 'NATIVE_MISSING'])
  })
})

describe('inspect', () => {
  test('tells of an object, to people and as JSON', async () => {
    await run(['build', 'b'], cwd)
    const human = await run(['inspect', 'dist/bpf/b.bpf.o', '--disassembly'], cwd)
    expect(human.status).toBe(0)
    expect(human.stdout).toMatch(/^dist\/bpf\/b\.bpf\.o: .* little endian, licence GPL, \d+ BTF types\n/)
    expect(human.stdout).toMatch(/prog +xdp +2 instructions +src\/a\.bpf\.c:2/)
    expect(human.stdout).toMatch(/ 0: [rw]0 = 0x2\n +1: exit/)
    const json = await run(['inspect', 'dist/bpf/b.bpf.o', '--json'], cwd)
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: true,
      object: { license: 'GPL', programs: [{ name: 'prog' }] },
    })
  })

  test('what is no object is an error', async () => {
    const { status, stdout } = await run(['inspect', 'src/limit.h', '--json'], cwd)
    expect([status, JSON.parse(stdout)]).toMatchObject([1, { ok: false, error: { code: 'OBJECT_INVALID' } }])
  })
})

describe('the native command line', () => {
  test('native-path prints where it is', async () => {
    expect((await run(['native-path'], cwd)).stdout).toBe(`${findNative().executable}\n`)
  })

  test('gets what is no command of ours, and its status comes back', async () => {
    const version = await run(['--version'], cwd)
    expect([version.status, version.stdout]).toEqual([0, expect.stringMatching(/bpf-linker \d+\.\d+\.\d+/)])
    expect((await run(['-o', 'x.o', 'nope.bc'], cwd)).status).not.toBe(0)
  })

  test('links', async () => {
    const { status, stderr } = await run(['--btf', '-o', 'x.o', '--export', 'prog,_license', 'src/a.bpf.c'], cwd)
    expect([status, stderr, existsSync(at('x.o'))]).toEqual([0, '', true])
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('its end by %s is ours', async (signal) => {
    writeFileSync(at('native'), `#!/bin/sh\n[ "$1" = --job ] && printf BPFJ && exit\nkill -${signal.slice(3)} $$\n`, {
      mode: 0o755,
    })
    const ended = await run(['-o', 'x'], cwd, { BPF_LINKER_NATIVE_PATH: at('native') })
    expect(ended.signal).toBe(signal)
  })

  test('a crash of it is a status', async () => {
    writeFileSync(at('native'), '#!/bin/sh\n[ "$1" = --job ] && printf BPFJ && exit\nkill -SEGV $$\n', { mode: 0o755 })
    expect((await run(['-o', 'x'], cwd, { BPF_LINKER_NATIVE_PATH: at('native') })).status).toBe(139)
  })

  test('--help shows ours, then its own', async () => {
    const { status, stdout } = await run(['--help'], cwd)
    expect(status).toBe(0)
    expect(stdout.indexOf('bpf-linker build')).toBeLessThan(stdout.indexOf('--export'))
    expect((await run(['build', '--help'], cwd)).stdout).toContain('--out-dir <folder>')
  })
})
