/**
 * Real processes that misbehave in real ways: each is a small program put where
 * the native executable is expected.
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { PATIENCE } from '../../test/support/patience.ts'
import { BpfLinkerError } from '../errors.ts'
import { encodeMessage, join } from './message.ts'
import { type ProcessOptions, runInProcess } from './process.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-process-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let programs = 0
/** A program that does what the shell says; `$PIDFILE` may be used to leave its id. */
function program(script: string, interpreter = '/bin/sh'): string {
  const file = path.join(folder, `program-${programs++}`)
  writeFileSync(file, `#!${interpreter}\n${script}\n`, { mode: 0o755 })
  return file
}

/** One that says first, as ours does, that it is the native part. */
const ours = (script: string) => program(`printf BPFJ; ${script}`)

function options(executable: string, more: Partial<ProcessOptions> = {}): ProcessOptions {
  return { executable, wallLimit: PATIENCE, memoryLimit: 64 * 1024 ** 2, inputs: 'a.bc, b.bc', ...more }
}

const request = encodeMessage({ action: 'link' }, [])

async function failure(executable: string, more: Partial<ProcessOptions> = {}): Promise<BpfLinkerError> {
  const error = await runInProcess(request, options(executable, more)).catch((e: unknown) => e)
  if (!(error instanceof BpfLinkerError)) throw new Error(`expected a BpfLinkerError, got ${String(error)}`)
  return error
}

/**
 * What is said of a program that hangs, once it was stopped by its time. It leaves a process id in `pidFile` first, for
 * which a busy machine may need more time: then it gets that.
 */
async function stopped(script: string, pidFile: string, more: Partial<ProcessOptions> = {}) {
  for (let wallLimit = 300; ; wallLimit *= 2) {
    const error = await failure(program(script), { wallLimit, ...more })
    if (isFilled(pidFile)) return { error, wallLimit, pid: Number(readFileSync(pidFile, 'utf8')) }
  }
}

const isFilled = (file: string) => existsSync(file) && readFileSync(file, 'utf8') !== ''

/** False for a zombie as well: nobody may be there to reap the child of a host that is gone. */
function alive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

const answer = path.join(folder, 'answer')
writeFileSync(answer, join(encodeMessage({ ok: true }, [new Uint8Array(300_000)])))

describe('a job in a process of its own', () => {
  test('gives the answer whole, however large', async () => {
    const bytes = await runInProcess(request, options(program(`cat >/dev/null; cat ${answer}`)))
    expect(Buffer.compare(bytes, readFileSync(answer))).toBe(0)
  })

  test('sends the whole request, with its one argument', async () => {
    const copy = path.join(folder, 'request')
    const sent = encodeMessage({ action: 'link' }, [new Uint8Array(1_000_000).fill(7)])
    await runInProcess(sent, options(program(`echo "$@" >${copy}.args; cat >${copy}; cat ${answer}`)))
    expect(Buffer.compare(readFileSync(copy), join(sent))).toBe(0)
    expect(readFileSync(`${copy}.args`, 'utf8')).toBe('--job\n')
  })

  test('a reader that stops early is no EPIPE of ours', async () => {
    const sent = encodeMessage({}, [new Uint8Array(8_000_000)])
    const bytes = await runInProcess(sent, options(program(`exec <&-; cat ${answer}`)))
    expect(bytes.byteLength).toBe(readFileSync(answer).byteLength)
  })

  test.each(['ABRT', 'SEGV', 'BUS', 'ILL', 'FPE'])('SIG%s is a crash that names the inputs', async (signal) => {
    const error = await failure(ours(`echo 'Stack dump: 0. Running pass' >&2; kill -${signal} $$`))
    expect(error.code).toBe('JOB_CRASHED')
    expect(error.message).toBe(`the native process crashed (SIG${signal}) without an answer on the job of a.bc, b.bc`)
    expect(error.notes[0]?.message).toContain('Running pass')
    expect(error.hint).toContain('damaged')
  })

  test('an exit status without an answer is a crash', async () => {
    expect((await failure(ours('exit 70'))).message).toContain('ended with status 70 without an answer')
    expect((await failure(ours('exit 0'))).message).toContain('ended with status 0 without an answer')
  })

  test('what ends before it said that it is ours is not about the input', async () => {
    const errors = await Promise.all([failure(program('exit 3')), failure(program('kill -SEGV $$'))])
    expect(errors.map((e) => e.code)).toEqual(['NATIVE_NOT_STARTED', 'NATIVE_NOT_STARTED'])
    expect(errors[0]?.message).toMatch(/program-\d+ ended with status 3 before it said that it is the native part/)
    expect(errors[1]?.message).toMatch(/program-\d+ crashed \(SIGSEGV\) before it said/)
    for (const { hint } of errors) expect(hint).toContain('BPF_LINKER_NATIVE_PATH')
  })

  test('half an answer and a crash is a crash', async () => {
    const error = await failure(program(`head -c 100000 ${answer}; kill -SEGV $$`))
    expect([error.code, error.message]).toEqual(['JOB_CRASHED', expect.stringContaining('in the middle of its answer')])
  })

  test('out of memory is told from a crash', async () => {
    const error = await failure(ours(`echo 'LLVM ERROR: out of memory' >&2; kill -ABRT $$`))
    expect([error.code, error.message]).toEqual(['JOB_OUT_OF_MEMORY', expect.stringContaining('64 MiB')])
  })

  test('a process killed from outside says that it may have been the system', async () => {
    const error = await failure(program('kill -KILL $$'))
    expect([error.code, error.hint]).toEqual(['JOB_CRASHED', expect.stringContaining('dmesg')])
  })

  test('a hang is stopped when its time is over, and the process is gone', async () => {
    const pidFile = path.join(folder, 'hang.pid')
    const { error, wallLimit, pid } = await stopped(`echo $$ >${pidFile}; exec sleep 600`, pidFile)
    const limit = `was not done after ${wallLimit / 1000} s`
    expect([error.code, error.message]).toEqual(['JOB_TIMEOUT', expect.stringContaining(limit)])
    expect(alive(pid)).toBe(false)
  })

  test('a child that a killed program leaves behind is not waited for', async () => {
    const pidFile = path.join(folder, 'child.pid')
    const { error, pid } = await stopped(`sleep 600 & echo $! >${pidFile}; wait`, pidFile)
    expect([error.code, alive(pid)]).toEqual(['JOB_TIMEOUT', true])
    process.kill(pid)
  })

  test('the unfinished file of a killed process is removed', async () => {
    const output = path.join(folder, 'out.bpf.o')
    const trace = path.join(folder, 'out.pid')
    const script = `touch ${folder}/.out.bpf.o.$$.tmp; echo $$ >${trace}; exec sleep 600`
    const { pid } = await stopped(script, trace, { outputs: [output] })
    expect(existsSync(path.join(folder, `.out.bpf.o.${pid}.tmp`))).toBe(false)
  })

  test.each(['PROF', 'XCPU'])('a limit of processor time of which it cannot tell itself (SIG%s)', async (signal) => {
    const { code, message } = await failure(program(`kill -${signal} $$`))
    expect([code, message]).toEqual(['JOB_TIMEOUT', expect.stringContaining('used up its processor time')])
  })

  test('garbage is refused at its first bytes, though it never ends', async () => {
    // Less than the memory limit, so that nothing but these bytes refuses it.
    const error = await failure(program('echo garbage; exec sleep 600'))
    expect(error.code).toBe('JOB_INVALID')
  })

  test('an endless answer is cut off at the memory limit', async () => {
    const error = await failure(program('printf BPFJ; exec cat /dev/zero'))
    expect(error.code).toBe('JOB_INVALID')
  })

  test('endless words on standard error are bounded', async () => {
    const error = await failure(ours('head -c 3000000 /dev/zero | tr "\\0" x >&2; echo the end >&2; exit 1'))
    const [note] = error.notes
    expect(note?.message.length).toBeLessThan(20_000)
    expect(note?.message.endsWith('the end')).toBe(true)
  })

  test('an abort kills the process and is told as one', async () => {
    const pidFile = path.join(folder, 'abort.pid')
    const controller = new AbortController()
    const running = failure(program(`echo $$ >${pidFile}; exec sleep 600`), { signal: controller.signal })
    await expect.poll(() => isFilled(pidFile), { interval: 5 }).toBe(true)
    controller.abort(new Error('typed again'))
    const error = await running
    expect([error.code, (error.cause as Error).message]).toEqual(['JOB_ABORTED', 'typed again'])
    expect(alive(Number(readFileSync(pidFile, 'utf8')))).toBe(false)
  })

  test('an abort that came before starts nothing', async () => {
    const trace = path.join(folder, 'started')
    const error = await failure(program(`touch ${trace}`), { signal: AbortSignal.abort() })
    expect([error.code, existsSync(trace)]).toEqual(['JOB_ABORTED', false])
  })

  test('a file that cannot be started says why and what to do', async () => {
    const plain = path.join(folder, 'plain')
    writeFileSync(plain, 'data', { mode: 0o644 })
    const foreign = path.join(folder, 'foreign')
    writeFileSync(foreign, Buffer.from('\x7fELF\x02\x01\x01\x00not for here', 'latin1'), { mode: 0o755 })
    const errors = await Promise.all([
      failure(path.join(folder, 'absent')),
      failure(plain),
      failure(foreign),
      failure(program('', '/no/such/loader')),
    ])
    expect(errors.map((e) => e.code)).toEqual(Array(4).fill('NATIVE_NOT_STARTED'))
    expect(errors.map((e) => e.hint)).toEqual([
      expect.stringContaining('gone'),
      expect.stringContaining('chmod +x'),
      expect.stringContaining('made for another'),
      expect.stringContaining('glibc on a machine that has none'),
    ])
  })

  test("an old glibc is told from the loader's words", async () => {
    const words = "bpf-linker: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.36' not found (required by bpf-linker)"
    const error = await failure(program(`echo "${words.replace('`', '\\`')}" >&2; exit 127`))
    expect([error.code, error.hint]).toEqual(['NATIVE_NOT_STARTED', expect.stringContaining('newer glibc')])
  })

  test('no process survives a host that exits', async () => {
    const pidFile = path.join(folder, 'host.pid')
    const hanging = program(`echo $$ >${pidFile}; exec sleep 600`)
    const host = path.join(folder, 'host.ts')
    writeFileSync(
      host,
      `import { existsSync, readFileSync } from 'node:fs'
       const { runInProcess } = await import(process.argv[2])
       runInProcess([], { executable: ${JSON.stringify(hanging)}, wallLimit: ${PATIENCE}, memoryLimit: 1000, inputs: 'x' })
       setInterval(() => { if (existsSync(${JSON.stringify(pidFile)}) && readFileSync(${JSON.stringify(pidFile)}, 'utf8')) process.exit(5) }, 5)`,
    )
    const built = path.join(folder, 'process.mjs')
    const esbuild = path.resolve(import.meta.dirname, '../../node_modules/.bin/esbuild')
    execFileSync(esbuild, [
      path.join(import.meta.dirname, 'process.ts'),
      '--bundle',
      '--platform=node',
      '--format=esm',
      `--outfile=${built}`,
      '--log-level=error',
    ])
    execFileSync(esbuild, [host, '--format=esm', `--outfile=${host}.mjs`, '--log-level=error'])
    const status = await new Promise((r) => spawn(process.execPath, [`${host}.mjs`, built]).once('exit', r))
    expect(status).toBe(5)
    await expect.poll(() => alive(Number(readFileSync(pidFile, 'utf8')))).toBe(false)
  })
})
