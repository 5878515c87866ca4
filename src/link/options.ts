/** Checks of what callers without types may get wrong. */
import { inspect } from 'node:util'
import { BpfLinkerError } from '../errors.ts'

/** The error for an option that is not of the kind that it has to be. */
export function wrongOption(name: string, found: unknown, expected: string): BpfLinkerError {
  const shown = inspect(found, { depth: 0, maxStringLength: 40, breakLength: Number.POSITIVE_INFINITY })
  return new BpfLinkerError('CONFIG_INVALID', `${name}: found ${shown}, expected ${expected}`)
}

/** @throws BpfLinkerError CONFIG_INVALID when it is given and is no AbortSignal, of this realm or another */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return
  throw wrongOption('signal', signal, 'an AbortSignal')
}
