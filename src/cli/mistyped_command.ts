import { statSync } from 'node:fs'
import { BpfLinkerError } from '../errors.ts'
import { nearest } from '../nearest.ts'

/**
 * `bpf-linker biuld`: one word that is no file, and nearly a command.
 * @throws BpfLinkerError USAGE
 */
export function refuseMistypedCommand([word]: readonly string[], commands: readonly string[]): void {
  if (word === undefined || !/^[a-z-]+$/.test(word) || word.startsWith('-')) return
  const near = nearest(word, commands)
  if (near === undefined || statSync(word, { throwIfNoEntry: false }) !== undefined) return
  throw new BpfLinkerError('USAGE', `bpf-linker has no command '${word}', and there is no such file`, {
    hint: `did you mean bpf-linker ${near}?`,
  })
}
