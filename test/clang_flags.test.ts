/** Flags for clang: as one text or as a list, and those that say what options say, wherever a config is taken. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build as bundle } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { type BpfLinkerError, link, type ObjectOptions } from '../src/index.ts'
import { nativePath } from '../src/link/native.ts'
import bpf from '../src/plugin/esbuild/esbuild.ts'
import { buildCommand, run } from './support/command.ts'

const cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-flags-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** By its cpu it has a 32-bit comparison or none; by its level the function is inlined or not. */
writeFileSync(
  path.join(cwd, 'probe.bpf.c'),
  `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "my config.h"
SEC("xdp") int prog(struct xdp_md *ctx) { return ctx->data_end - ctx->data > LIMIT ? XDP_DROP : XDP_PASS; }
char name[] = NAME;
`,
)
writeFileSync(path.join(cwd, 'my config.h'), '#pragma once\n#define LIMIT 64\n')
writeFileSync(path.join(cwd, 'main.js'), `import url from './probe.bpf.c?url'\nconsole.log(url)\n`)

const NAMED = `-DNAME='"a b"'`

async function assembly(options: ObjectOptions): Promise<string> {
  const inputs = ['probe.bpf.c']
  const { artifacts } = await link({ cwd, inputs, emit: ['object', 'assembly'], defines: ['NAME="a b"'], ...options })
  const made = artifacts.find(({ kind }) => kind === 'assembly')
  return Buffer.from(made?.bytes ?? expect.fail('no assembly')).toString()
}

const failure = (options: ObjectOptions) =>
  assembly(options).then(
    () => expect.fail('linked'),
    (error: BpfLinkerError) => error,
  )

test('one text is split as a shell does it', async () => {
  const text = `-Wall -include "my config.h"\n  ${NAMED}`
  expect(await assembly({ defines: [], cflags: text })).toBe(
    await assembly({ defines: [], cflags: ['-Wall', '-include', 'my config.h', '-DNAME="a b"'] }),
  )
})

test.each([
  ["-DNAME='open", 'cflags: a single quote is not closed'],
  ['-I$HOME/include', 'cflags: $HOME is for a shell, and none runs'],
])('%s is a mistake in the config', async (cflags, message) => {
  const { code, message: said, hint } = await failure({ cflags })
  expect([code, said, hint]).toEqual([
    'CONFIG_INVALID',
    expect.stringContaining(message),
    expect.stringContaining("a list has each flag as it stands: ['-include', 'my config.h']"),
  ])
})

describe('flags that say what options say', () => {
  test.each<[string, ObjectOptions]>([
    ['-mcpu=v1', { cpu: 'v1' }],
    ['-mcpu=v3', { cpu: 'v3' }],
    ['-mcpu=v4 -O1', { cpu: 'v4', optimize: 1 }],
    ['-O0', { optimize: 0 }],
    ['-Os -g -mcpu=v2', { cpu: 'v2', optimize: 's' }],
    ['-O3 -Oz', { optimize: 'z' }],
    ['-O', { optimize: 1 }],
  ])('%s is as the option', async (cflags, options) => {
    expect(await assembly({ cflags })).toBe(await assembly(options))
    // Said twice, it is no contradiction.
    expect(await assembly({ cflags, ...options })).toBe(await assembly(options))
  })

  test('they take effect', async () => {
    expect(await assembly({ cflags: '-mcpu=v1' })).not.toBe(await assembly({ cflags: '-mcpu=v3' }))
    writeFileSync(
      path.join(cwd, 'sum.bpf.c'),
      `__attribute__((section("xdp"))) int prog(int *c) { int s = 0; for (int i = 0; i < 8; i++) s = s * 3 + c[i]; return s; }\n`,
    )
    const instructions = async (cflags: string) =>
      (await link({ cwd, inputs: ['sum.bpf.c'], cflags })).info.programs[0]?.instructions
    expect(await instructions('-Oz')).toBeLessThan((await instructions('-O2')) ?? 0)
  })

  test.each<[string, ObjectOptions, string, string]>([
    ['-mcpu=v2', { cpu: 'v3' }, "set the cpu 'v2', but the object's cpu is 'v3'", "set 'cpu'"],
    [
      '-O1',
      { optimize: 's' },
      "level of optimisation '1', but the object's level of optimisation is 's'",
      "'optimize'",
    ],
    ['-Ofast', {}, "level of optimisation '3'", "'optimize'"],
    ['-Xclang -target-feature -Xclang +alu32', {}, "the cpu feature '+alu32'", "'cpuFeatures'"],
    ['-mcpu=v9', {}, "unknown BPF cpu 'v9'", 'v3'],
    ['-mbig-endian', { target: 'bpfel' }, "set the target 'bpfeb'", "'target'"],
  ])('%s besides %j is an error', async (cflags, options, message, hint) => {
    const error = await failure({ cflags, ...options })
    expect([error.code, error.message, error.hint]).toEqual([
      'OPTION_INVALID',
      expect.stringContaining(message),
      expect.stringContaining(hint),
    ])
  })
})

describe('everywhere alike', () => {
  const cflags = `-mcpu=v3 ${NAMED} -O2`

  test('a plugin', async () => {
    const { outputFiles } = await bundle({
      absWorkingDir: cwd,
      entryPoints: ['main.js'],
      bundle: true,
      write: false,
      outdir: 'out',
      plugins: [bpf({ config: { cflags, cache: false } })],
    })
    const object = outputFiles.find(({ path }) => path.endsWith('.o'))
    const { bytes } = await link({ cwd, inputs: ['probe.bpf.c'], cpu: 'v3', defines: ['NAME="a b"'] })
    expect(Buffer.from(object?.contents ?? []).equals(bytes)).toBe(true)
  })

  test('the command line, with a config', async () => {
    buildCommand()
    const config = { cflags, cache: false, objects: { probe: { inputs: 'probe.bpf.c' } } }
    writeFileSync(path.join(cwd, 'bpf-linker.config.json'), JSON.stringify(config))
    expect(await run(['build'], cwd)).toMatchObject({ status: 0 })
    const wrong = { ...config, objects: { probe: { inputs: 'probe.bpf.c', cflags: '"' } } }
    writeFileSync(path.join(cwd, 'bpf-linker.config.json'), JSON.stringify(wrong))
    const { status, stderr } = await run(['build'], cwd)
    expect([status, stderr]).toEqual([2, expect.stringContaining('objects.probe.cflags: a double quote is not closed')])
  })

  test('the linker itself', () => {
    const linked = (...args: string[]) =>
      spawnSync(nativePath(), [...args, '-o', 'out.o', 'probe.bpf.c'], { cwd, encoding: 'utf8' })
    expect(linked('--cpu', 'v3', '--cflags', cflags)).toMatchObject({ status: 0, stderr: '' })
    expect(linked('--cflags', cflags)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("set the cpu 'v3', but the object's cpu is 'generic'"),
    })
    expect(linked(`--cflags=-DNAME='`)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--cflags: a single quote is not closed'),
    })
  })
})
