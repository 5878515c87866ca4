/** The errors of a link, as every bundler is told of them. */
import { BpfLinkerError, type Diagnostic } from '../errors.ts'

/** Every error of a failed job; of an error that is no job's, itself. Never empty. */
export function errorsOf(error: BpfLinkerError): Diagnostic[] {
  const errors = error.diagnostics.filter((d) => d.severity === 'error')
  return errors.length > 0 ? errors : [error.toDiagnostic()]
}

/**
 * Those of them that this build has not told yet. Never none: a module that fails without an error of its own would
 * make esbuild look for another loader.
 */
export function errorNews(error: BpfLinkerError, { news }: { news(all: Diagnostic[]): Diagnostic[] }): Diagnostic[] {
  const { code, message } = error
  const errors = news(errorsOf(error))
  return errors.length > 0 ? errors : [{ severity: 'error', code, message: `${message} (see above)` }]
}

/** Errors that are not ours are mistakes in the program: thrown on, with their stack. */
export function asBpfLinkerError(error: unknown): BpfLinkerError {
  if (error instanceof BpfLinkerError) return error
  throw error
}
