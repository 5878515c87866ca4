/**
 * Whether a program is the native part: the first that a job process does is to
 * write the beginning of a message.
 */
import { spawn } from 'node:child_process'
import { BpfLinkerError } from '../errors.ts'
import { MAGIC } from './message.ts'
import { explainSilence, startError } from './process_ending.ts'

/** Milliseconds; far more than a start takes. */
const PATIENCE = 10_000

/**
 * Resolves when the program says that it is ours, and stops it then.
 * @throws BpfLinkerError NATIVE_NOT_STARTED
 */
export function shakeHands(executable: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, ['--job'], { shell: false, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE })
    let said = Buffer.alloc(0)
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (said.length < MAGIC.length) said = Buffer.concat([said, chunk])
      if (said.length >= MAGIC.length) child.kill('SIGKILL')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(0, 1024)
    })
    child.once('error', (cause) => reject(startError(cause, executable)))
    child.once('close', (status, signal) => {
      if (said.subarray(0, MAGIC.length).equals(MAGIC)) return resolve()
      const { message, hint } = explainSilence({ status, signal, stderr }, executable)
      reject(new BpfLinkerError('NATIVE_NOT_STARTED', message, { hint }))
    })
  })
}
