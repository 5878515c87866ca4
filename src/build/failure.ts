/**
 * Several failed objects as one error. Pure.
 */
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import type { FailedObject } from './types.ts'

/**
 * One failure is its own error. Of several the first speaks, and `diagnostics`
 * and `dependencies` have those of all; what two objects have in common (a
 * mistake in a shared source, no native part) is there once.
 */
export function failureOf(failed: readonly FailedObject[], total: number): BpfLinkerError {
  const [first] = failed
  if (first === undefined) throw new TypeError('failureOf: nothing failed')
  if (failed.length === 1) return first.error
  const { code, message, hint, file, line, column, symbol, notes } = first.error
  const diagnostics = unique(failed.flatMap(({ error }) => diagnosticsOf(error)))
  const shown = diagnostics.find((d) => d.severity === 'error')
  return new BpfLinkerError(
    code,
    `${failed.length} of ${total} objects failed (${failed.map(({ id }) => id).join(', ')}): ${message}`,
    {
      ...defined({ hint, file, line, column, symbol }),
      ...defined({ sourceLine: shown?.sourceLine, length: shown?.length }),
      notes,
      diagnostics,
      dependencies: [...new Set(failed.flatMap(({ error }) => error.dependencies))].sort(),
      cause: new AggregateError(failed.map(({ error }) => error)),
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
