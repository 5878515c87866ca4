/** The native executable in this process's place: same arguments, same streams, same exit status. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { shakeHands } from './handshake.ts'
import { findNative } from './native.ts'
import { startError } from './process_ending.ts'

/** What ends this process when it ends the child: somebody asked both to stop. */
const FORWARDED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Resolves to its exit status.
 * @throws BpfLinkerError NATIVE_MISSING, NATIVE_NOT_STARTED
 */
export async function handOver(args: readonly string[]): Promise<number> {
  const { executable, overridden } = findNative()
  // What somebody names may be any program; what is installed is ours.
  if (overridden) await shakeHands(executable)
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { stdio: 'inherit', shell: false })
    const forward = (signal: NodeJS.Signals) => child.kill(signal)
    for (const signal of FORWARDED) process.on(signal, forward)
    child.once('error', (cause) => reject(startError(cause, executable)))
    child.once('exit', (status, signal) => {
      for (const s of FORWARDED) process.off(s, forward)
      if (signal === null) return resolve(status ?? 1)
      // Shells and make tell an interrupt by the signal, not by a status.
      if (FORWARDED.includes(signal)) process.kill(process.pid, signal)
      resolve(128 + constants.signals[signal])
    })
  })
}
