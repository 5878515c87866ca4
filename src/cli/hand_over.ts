/**
 * Without a command of ours, `bpf-linker` is the native executable: same
 * arguments, same streams, same exit status.
 */
import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { constants } from 'node:os'
import { BpfLinkerError } from '../errors.ts'
import { nativePath } from '../link/native.ts'
import { startError } from '../link/process_ending.ts'
import { nearest } from '../nearest.ts'

/** What ends this process when it ends the child: somebody asked both to stop. */
const FORWARDED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * The native executable's exit status.
 * @param commands ours, for a hint when one was mistyped
 */
export function handOver(args: readonly string[], commands: readonly string[]): Promise<number> {
  refuseMistypedCommand(args, commands)
  const executable = nativePath()
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

/** `bpf-linker biuld`: one word that is no file, and nearly a command. */
function refuseMistypedCommand(args: readonly string[], commands: readonly string[]): void {
  const [word] = args
  if (word === undefined || !/^[a-z-]+$/.test(word) || word.startsWith('-')) return
  const near = nearest(word, commands)
  if (near === undefined || statSync(word, { throwIfNoEntry: false }) !== undefined) return
  throw new BpfLinkerError('USAGE', `bpf-linker has no command '${word}', and there is no such file`, {
    hint: `Did you mean bpf-linker ${near}?`,
  })
}
