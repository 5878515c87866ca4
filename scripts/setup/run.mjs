// Runs the commands of the set-up and says what it is doing.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** What the set-up cannot go on from; `exitCode` as scripts/setup.mjs documents. */
export class SetupError extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Says what is being done, on standard error. */
export function say(text) {
  console.error(`setup: ${text}`)
}

/** Runs a command with its output shown; a failure ends the set-up. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options })
  if (result.error) throw new SetupError(`${command}: ${result.error.message}`)
  if (result.status !== 0)
    throw new SetupError(`${[command, ...args].join(' ')} ended with ${result.status ?? result.signal}.`)
}

/** Runs a command quietly; its standard output, or undefined when it failed. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    ...options,
  })
  return result.status === 0 ? result.stdout : undefined
}
