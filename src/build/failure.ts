/**
 * Several failed objects as one error. Pure.
 */
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import type { FailedObject } from './types.ts'

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
  const { code, message, hint, file, line, column, symbol, notes } = first.error
  const diagnostics = unique(failed.flatMap(({ error }) => diagnosticsOf(error)))
  const shown = diagnostics.find((d) => d.severity === 'error')
  const several = failed.length > 1
  return new BpfLinkerError(
    code,
    several
      ? `${failed.length} of ${total} objects failed (${failed.map(({ id }) => id).join(', ')}): ${message}`
      : message,
    {
      ...defined({ hint, file, line, column, symbol, sourceLine: shown?.sourceLine, length: shown?.length }),
      notes,
      diagnostics,
      dependencies: [...new Set([...dependencies, ...failed.flatMap(({ error }) => error.dependencies)])].sort(),
      cause: several ? new AggregateError(failed.map(({ error }) => error)) : first.error.cause,
    },
  )
}

/** The diagnostics of an error; one that has none (a crash, a missing file) is one itself. */
export function diagnosticsOf(error: BpfLinkerError): Diagnostic[] {
  if (error.diagnostics.length > 0) return error.diagnostics
  const { code, message, hint, file, line, column, symbol, notes } = error
  return [{ severity: 'error', code, message, ...defined({ hint, file, line, column, symbol }), notes }]
}

function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((d) => [JSON.stringify(d), d])).values()]
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the keys whose value is undefined. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Defined<T>
}
