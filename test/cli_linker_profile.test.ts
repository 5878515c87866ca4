/** The linker's own command line, with a profile: what kernels refuse is told by the link, as rustc calls it. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nativePath } from '../src/link/native.ts'
import { buildCommand, mainFile, run } from './support/command.ts'

const cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-judged-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))
const object = path.join(cwd, 'probe.o')

/** bpf_loop came with Linux 5.17. */
const SOURCE = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
static long step(__u32 i, void *sum) { *(long *)sum += i; return 0; }
SEC("xdp") int prog(struct xdp_md *ctx)
{
  long sum = 0;
  bpf_loop(ctx->ingress_ifindex, step, &sum, 0);
  return sum;
}
`
beforeAll(() => {
  buildCommand()
  writeFileSync(path.join(cwd, 'probe.c'), SOURCE)
})
beforeEach(() => rmSync(object, { force: true }))

const linked = (flags: string[], env: NodeJS.ProcessEnv = {}) =>
  run([...flags, '--btf', '-o', 'probe.o', 'probe.c'], cwd, env)

describe('--profile', () => {
  it('fails a link that breaks a rule, and leaves no object', async () => {
    const { status, stdout, stderr } = await linked(['--profile', 'linux-5.10'])
    expect([status, stdout, existsSync(object)]).toEqual([1, '', false])
    expect(stderr).toContain('probe.c:8:3: error: prog: bpf_loop() in a xdp program, which')
    expect(stderr).toContain('(helpers, linux-5.10) [KERNEL_RULE]')
    expect(stderr).toContain('Linux 5.10 says: invalid func unknown#181')
  })

  it('says nothing where the kernel takes it', async () => {
    expect(await linked(['--profile=linux-6.1'])).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(existsSync(object)).toBe(true)
  })

  it('goes by the levels of a profile of the config', async () => {
    const profiles = { mine: { extends: 'linux-5.10', rules: { helpers: 'warn', 'load-sources': 'warn' } } }
    const config = path.join(cwd, 'bpf-linker.config.json')
    writeFileSync(config, JSON.stringify({ profiles }))
    const { status, stderr } = await linked(['--profile', 'mine'])
    rmSync(config)
    expect([status, existsSync(object)]).toEqual([0, true])
    expect(stderr).toContain('probe.c:8:3: warning: prog: bpf_loop()')
  })

  it('is read from a response file, as rustc writes one', async () => {
    writeFileSync(path.join(cwd, 'arguments'), '--profile "linux-5.10"\n--btf -o probe.o\nprobe.c\n')
    const { status, stderr } = await run(['@arguments'], cwd)
    expect([status, stderr]).toEqual([1, expect.stringContaining('bpf_loop()')])
  })

  it('does not judge a link that failed, nor what is no object', async () => {
    const { status, stderr } = await run(['--profile', 'linux-5.10', '-o', 'probe.o', 'nothing.c'], cwd)
    expect([status, stderr]).toEqual([1, expect.stringContaining('INPUT_NOT_FOUND')])
    expect(stderr).not.toContain('KERNEL_RULE')
    const assembly = await linked(['--profile', 'linux-5.10', '--emit=asm'])
    expect(assembly).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("warning: the profile 'linux-5.10' judges objects, and this link makes none"),
    })
  })

  it('names the nearest where there is no such profile', async () => {
    const { status, stderr } = await linked(['--profile', 'linux-5.1O'])
    expect([status, stderr]).toEqual([2, expect.stringContaining("did you mean 'linux-5.10'?")])
    expect(existsSync(object)).toBe(false)
    expect(await linked(['--profile='])).toMatchObject({ status: 2 })
  })
})

describe('BPF_LINKER_PROFILE', () => {
  it('is as the flag, which comes before it', async () => {
    const env = { BPF_LINKER_PROFILE: 'linux-5.10' }
    expect(await linked([], env)).toMatchObject({ status: 1, stderr: expect.stringContaining('bpf_loop()') })
    expect(await linked(['--profile', 'linux-6.1'], env)).toMatchObject({ status: 0, stderr: '' })
    expect(await linked([], { BPF_LINKER_PROFILE: '' })).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('the executable by itself has no rules', () => {
  const native = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(nativePath(), [...args, '--btf', '-o', 'probe.o', 'probe.c'], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    })

  it('and says so', () => {
    const asked = native(['--profile', 'linux-5.10'])
    expect([asked.status, asked.stderr]).toEqual([
      1,
      expect.stringContaining('error: --profile is for the bpf-linker of the npm package'),
    ])
    expect(asked.stderr).toContain('node_modules/.bin/bpf-linker')
    const set = native([], { BPF_LINKER_PROFILE: 'linux-5.10' })
    expect([set.status, set.stderr]).toEqual([0, expect.stringContaining('warning: BPF_LINKER_PROFILE is for')])
  })
})

it('a pipe keeps what comes out of it', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [mainFile, '--profile', 'linux-6.1', '--btf', '-o', '/dev/null', path.join(cwd, 'probe.c')],
    { encoding: 'utf8' },
  )
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain('/dev/null')
  expect(existsSync('/dev/null')).toBe(true)
})
