/**
 * Several failed objects as one error. Pure.
 */
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import type { FailedObject } from './built_object.ts'

/**
 * The first failure speaks; `diagnostics` and `dependencies` have those of all,
 * and what two objects have in common (a mistake in a shared source, no native
 * part) is there once.
 *
 * @param total how many objects there were
 * @param dependencies files that were read besides the jobs': the config's
 */
export function failureOf(
  failed: readonly FailedObject[],
  total: number,
  dependencies: readonly string[],
): BpfLinkerError {
  const [first] = failed
  if (first === undefined) throw new TypeError('failureOf: nothing failed')
  const { severity: _, code, message, ...own } = first.error.toDiagnostic()
  const several = failed.length > 1
  return new BpfLinkerError(
    code,
    several
      ? `${failed.length} of ${total} objects failed (${failed.map(({ id }) => id).join(', ')}): ${message}`
      : message,
    {
      ...own,
      diagnostics: unique(failed.flatMap(({ error }) => diagnosticsOf(error))),
      dependencies: [...new Set([...dependencies, ...failed.flatMap(({ error }) => error.dependencies)])].sort(),
      cause: several ? new AggregateError(failed.map(({ error }) => error)) : first.error.cause,
    },
  )
}

/** The diagnostics of an error; one that has none (a crash, a missing file) is one itself. */
export function diagnosticsOf(error: BpfLinkerError): Diagnostic[] {
  if (error.diagnostics.length > 0) return error.diagnostics
  return [error.toDiagnostic()]
}

function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((d) => [JSON.stringify(d), d])).values()]
}
