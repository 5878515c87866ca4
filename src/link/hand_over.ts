/** The native executable in this process's place: same arguments, same streams, same exit status. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { shakeHands } from './handshake.ts'
import { findNative } from './native.ts'
import { startError } from './process_ending.ts'

/** What ends this process when it ends the child: somebody asked both to stop. */
const FORWARDED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Where the executable tells what is to be done after it (native/cli/host.h). */
const HOST_FD = 3

/** An object that was made, and the name of the profile that is to judge it. */
export interface ToJudge {
  profileName: string
  /** As the arguments have it. */
  object: string
}

export interface HandedOver {
  status: number
  /** Only of a link that succeeded. */
  judge: ToJudge | undefined
}

/**
 * Resolves when it has ended.
 * @throws BpfLinkerError NATIVE_MISSING, NATIVE_NOT_STARTED
 */
export async function handOver(args: readonly string[]): Promise<HandedOver> {
  const { executable, overridden } = findNative()
  // What somebody names may be any program; what is installed is ours.
  if (overridden) await shakeHands(executable)
  return new Promise((resolve, reject) => {
    const env = { ...process.env, BPF_LINKER_HOST_FD: String(HOST_FD) }
    const child = spawn(executable, args, { stdio: ['inherit', 'inherit', 'inherit', 'pipe'], shell: false, env })
    let told = ''
    ;(child.stdio[HOST_FD] as Readable).setEncoding('utf8').on('data', (text: string) => {
      told += text
    })
    const forward = (signal: NodeJS.Signals) => child.kill(signal)
    for (const signal of FORWARDED) process.on(signal, forward)
    child.once('error', (cause) => reject(startError(cause, executable)))
    child.once('close', (status, signal) => {
      for (const s of FORWARDED) process.off(s, forward)
      if (signal === null) {
        const judge = status === 0 && told !== '' ? (JSON.parse(told) as ToJudge) : undefined
        return resolve({ status: status ?? 1, judge })
      }
      // Shells and make tell an interrupt by the signal, not by a status.
      if (FORWARDED.includes(signal)) process.kill(process.pid, signal)
      resolve({ status: 128 + constants.signals[signal], judge: undefined })
    })
  })
}
