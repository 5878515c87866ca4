/**
 * Runs cargo to its end. It is none of the limited jobs: it builds with all
 * cores, takes as long as it takes, and may start anything (build scripts,
 * rustc, linkers), so it has a process group of its own that dies as a whole.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import type { CrateInput } from '../../settings/inputs.ts'
import { abortedError } from '../process.ts'
import { cargoNotStarted } from './failure.ts'

export interface CargoEnding {
  status: number | null
  stdout: string
  stderr: string
}

/**
 * Runs in the crate's folder, since cargo looks for its config, and rustup for
 * `rust-toolchain.toml`, from the working directory upwards. With `toolchain`,
 * CARGO does not count: under `cargo xtask` it names a tool chain's own cargo.
 *
 * @throws BpfLinkerError JOB_ABORTED, CARGO_NOT_FOUND
 */
export function runCargo(args: readonly string[], input: CrateInput, signal?: AbortSignal): Promise<CargoEnding> {
  const program = (input.toolchain === undefined && process.env.CARGO) || 'cargo'
  const aborted = (s: AbortSignal) => abortedError({ inputs: input.crate }, s)
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(signal))
    const child = spawn(program, args, {
      cwd: input.crate,
      shell: false,
      windowsHide: true,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ending = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    child.stdout.on('data', (chunk: Buffer) => ending.stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => ending.stderr.push(chunk))
    const abort = () => killGroup(child)
    signal?.addEventListener('abort', abort, { once: true })
    keep(child)
    // What left the group may still hold the pipes open.
    child.once('exit', () => {
      if (signal?.aborted) for (const pipe of [child.stdout, child.stderr]) pipe.destroy()
    })
    const settle = (settled: () => void) => {
      if (!release(child)) return
      signal?.removeEventListener('abort', abort)
      if (signal?.aborted) reject(aborted(signal))
      else settled()
    }
    child.once('error', (cause) => settle(() => reject(cargoNotStarted(cause, program))))
    child.once('close', (status) => {
      const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8')
      settle(() => resolve({ status, stdout: text(ending.stdout), stderr: text(ending.stderr) }))
    })
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended by itself in this moment.
  }
}

/** The cargos that must not outlive this process. A terminal's interrupt does not reach their groups by itself. */
const live = new Set<ChildProcess>()
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

function killAll(): void {
  for (const child of live) killGroup(child)
}

function onSignal(signal: NodeJS.Signals): void {
  killAll()
  // Nobody else handles it: it ends this process, as it would without us.
  if (process.listenerCount(signal) > 1) return
  process.off(signal, onSignal)
  process.kill(process.pid, signal)
}

function keep(child: ChildProcess): void {
  if (live.size === 0) {
    process.on('exit', killAll)
    for (const signal of SIGNALS) process.on(signal, onSignal)
  }
  live.add(child)
}

function release(child: ChildProcess): boolean {
  const was = live.delete(child)
  if (was && live.size === 0) {
    process.off('exit', killAll)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
  return was
}
