/**
 * The isolated door: one job in one short-lived native process.
 *
 * The request goes to its standard input, the response comes from its standard
 * output, and whatever else happens (crash, hang, no memory, garbage, the wrong
 * program) is told by how it ends. The process limits its own memory and CPU
 * time as the job asks; wall time is limited from here. When this function
 * settles, the process is gone.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { BpfLinkerError } from '../errors.ts'
import { beginsLikeMessage, join, MAGIC } from './message.ts'
import type { Ending } from './process_ending.ts'

export interface ProcessOptions {
  executable: string
  /** Milliseconds until it is killed, however little it has computed. */
  wallLimit: number
  /** Bytes; also the most that it may answer. */
  memoryLimit: number
  signal?: AbortSignal | undefined
  /** The inputs in words, for errors. */
  inputs: string
  /** Absolute paths that the job writes to. */
  outputs?: readonly string[]
}

/** Enough for LLVM's stack dump, little enough to keep. */
const STDERR_KEPT = 16 * 1024

/**
 * The bytes that the process answered; they begin like a message.
 * @throws BpfLinkerError JOB_ABORTED, JOB_TIMEOUT, JOB_OUT_OF_MEMORY,
 * JOB_CRASHED, JOB_INVALID, NATIVE_NOT_STARTED
 */
export function runInProcess(request: readonly Uint8Array[], options: ProcessOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const { signal } = options
    if (signal?.aborted) return reject(abortedError(options, signal))
    let child: ReturnType<typeof spawnJob>
    try {
      child = spawnJob(options.executable)
    } catch (cause) {
      return resolve(notStarted(cause as NodeJS.ErrnoException, options))
    }
    keep(child)

    const output: Uint8Array[] = []
    const ending: Ending = { outputSize: 0, stderr: '', killedFor: undefined, status: null, signal: null }
    const kill = (reason: NonNullable<Ending['killedFor']>) => {
      ending.killedFor ??= reason
      child.kill('SIGKILL')
    }
    const timer = setTimeout(kill, options.wallLimit, 'timeout')
    const abort = () => kill('abort')
    signal?.addEventListener('abort', abort, { once: true })

    child.stdout.on('data', (chunk: Buffer) => {
      ending.outputSize += chunk.byteLength
      if (ending.killedFor !== undefined) return
      output.push(chunk)
      // A wrong program is not left to print for a minute, nor to fill our memory.
      if (output.length === 1 && !beginsLikeMessage(chunk)) kill('garbage')
      else if (ending.outputSize > options.memoryLimit) kill('garbage')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      ending.stderr = (ending.stderr + chunk.toString('utf8')).slice(-STDERR_KEPT)
    })
    // It may end before it has read everything (EPIPE): how it ended says more than that.
    child.stdin.on('error', () => {})
    for (const piece of request) child.stdin.write(piece)
    child.stdin.end()

    const settle = (settled: () => void) => {
      // A program that cannot be started has an 'error', and then a 'close' too.
      if (!live.delete(child)) return
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      settled()
    }
    child.once('error', (cause) => settle(() => resolve(notStarted(cause, options))))
    // A wrong program may leave children behind that hold its pipes open.
    child.once('exit', () => {
      if (ending.killedFor !== undefined) for (const pipe of [child.stdout, child.stderr]) pipe.destroy()
    })
    child.once('close', (status, signalName) => {
      settle(() => {
        if (status !== 0) removeUnfinished(options.outputs ?? [], child.pid)
        if (ending.killedFor === 'abort' && signal !== undefined) return reject(abortedError(options, signal))
        if (status === 0 && ending.killedFor === undefined && ending.outputSize > MAGIC.length)
          return resolve(join(output))
        resolve(unanswered({ ...ending, status, signal: signalName }, options))
      })
    })
  })
}

/** What every door throws when its signal says so. */
export function abortedError(options: Pick<ProcessOptions, 'inputs'>, signal: AbortSignal): BpfLinkerError {
  return new BpfLinkerError('JOB_ABORTED', `cancelled: the job of ${options.inputs}`, { cause: signal.reason })
}

// The words are loaded when something went wrong.
async function unanswered(ending: Ending, options: ProcessOptions): Promise<never> {
  const { unansweredError } = await import('./process_ending.ts')
  throw unansweredError(ending, options)
}

async function notStarted(cause: NodeJS.ErrnoException, options: ProcessOptions): Promise<never> {
  const { startError } = await import('./process_ending.ts')
  throw startError(cause, options.executable)
}

/** What a killed process could not remove itself: native/job/write_file.cpp names them so. */
function removeUnfinished(outputs: readonly string[], pid: number | undefined): void {
  for (const file of outputs) {
    rmSync(path.join(path.dirname(file), `.${path.basename(file)}.${pid}.tmp`), { force: true })
  }
}

function spawnJob(executable: string) {
  return spawn(executable, ['--job'], { shell: false, windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'] })
}

/** The processes that must not outlive this one. */
const live = new Set<ChildProcess>()
let exitWatched = false

function keep(child: ChildProcess): void {
  live.add(child)
  if (exitWatched) return
  exitWatched = true
  process.on('exit', () => {
    for (const child of live) child.kill('SIGKILL')
  })
}
