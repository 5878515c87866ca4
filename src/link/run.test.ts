/** Whole jobs through both doors, and what a foreign executable in their place leads to. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import type { Job } from '../settings/job.ts'
import { JOB_FORMAT } from '../settings/job.ts'
import { defaultPolicy } from '../settings/policy.ts'
import { encodeMessage, join } from './message.ts'
import { runJob } from './run.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-run-'))
const outer = process.env.BPF_LINKER_NATIVE_PATH
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => {
  if (outer === undefined) delete process.env.BPF_LINKER_NATIVE_PATH
  else process.env.BPF_LINKER_NATIVE_PATH = outer
})

const source = '__attribute__((section("xdp"), used)) int prog(void *ctx) { return 2; }\n'
const job: Job = {
  action: 'link',
  workingDirectory: folder,
  inputs: [{ name: 'a.bpf.c', bytes: Buffer.from(source) }],
  link: { btf: true, exports: { auto: true, patterns: [] } },
  emit: [{ kind: 'object' }, { kind: 'assembly' }],
  inspect: {},
}

describe.each([true, false])('isolate: %s', (isolate) => {
  const policy = { ...defaultPolicy(), isolate }

  test('compiles, links and inspects in one job', async () => {
    const response = await runJob(job, policy)
    expect(response).toMatchObject({ ok: true, diagnostics: [], exports: ['prog'] })
    expect(response.artifacts.map(({ kind, size }) => [kind, size > 0])).toEqual([
      ['object', true],
      ['assembly', true],
    ])
    const [object] = response.artifacts
    expect(Buffer.from(object?.bytes ?? []).toString('latin1', 0, 4)).toBe('\x7fELF')
    expect(object?.bytes?.buffer.byteLength).toBe(object?.size)
    expect(response.info?.programs).toMatchObject([{ name: 'prog', section: 'xdp' }])
    expect(response.milliseconds).toBeGreaterThan(0)
  })

  test('the same bytes through both doors and every time', async () => {
    const [first, ...others] = await Promise.all([
      runJob(job, defaultPolicy()),
      runJob(job, policy),
      runJob(job, policy),
      runJob(job, policy),
    ])
    for (const other of others) expect(other.artifacts).toEqual(first?.artifacts)
  })

  test('a job that fails is a response', async () => {
    const failing: Job = { ...job, inputs: [{ name: 'a.bpf.c', bytes: Buffer.from('int f(void) { return x; }\n') }] }
    expect(await runJob(failing, policy)).toMatchObject({
      ok: false,
      artifacts: [],
      diagnostics: [{ code: 'COMPILE_ERROR' }],
    })
  })
})

describe('another executable in its place', () => {
  function put(name: string, script: string): void {
    const file = path.join(folder, name)
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    process.env.BPF_LINKER_NATIVE_PATH = file
  }

  async function failure(): Promise<BpfLinkerError> {
    const error = await runJob(job, defaultPolicy()).catch((e: unknown) => e)
    return error instanceof BpfLinkerError ? error : expect.fail(String(error))
  }

  test('of another version: both versions and the remedy', async () => {
    const answer = path.join(folder, 'other-version')
    writeFileSync(answer, join(encodeMessage({ format: JOB_FORMAT, package: '0.0.1', ok: true }, [])))
    put('old', `cat >/dev/null; cat ${answer}`)
    const error = await failure()
    expect([error.code, error.message]).toEqual(['NATIVE_VERSION', expect.stringContaining('is of bpf-linker 0.0.1')])
    expect(error.hint).toContain('unset BPF_LINKER_NATIVE_PATH')
  })

  test('that answers half a frame', async () => {
    const answer = path.join(folder, 'half')
    const whole = join(encodeMessage({ format: JOB_FORMAT, package: '0.1.0', ok: true }, [new Uint8Array(100)]))
    writeFileSync(answer, whole.subarray(0, whole.length - 50))
    put('half-program', `cat >/dev/null; cat ${answer}`)
    const error = await failure()
    expect([error.code, error.message]).toEqual(['JOB_INVALID', expect.stringContaining('50 are left')])
  })

  test('that prints its usage', async () => {
    put('usage', 'echo "Usage: ld [options] file..."; exit 0')
    expect((await failure()).code).toBe('JOB_INVALID')
  })

  test('and the next job, with the real one, is unharmed', async () => {
    put('crash', 'printf BPFJ; kill -SEGV $$')
    expect((await failure()).code).toBe('JOB_CRASHED')
    if (outer === undefined) delete process.env.BPF_LINKER_NATIVE_PATH
    else process.env.BPF_LINKER_NATIVE_PATH = outer
    expect((await runJob(job, defaultPolicy())).ok).toBe(true)
  })
})
