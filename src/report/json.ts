/**
 * Errors and diagnostics as the JSON documents of the command line. Pure.
 */
import type { BpfLinkerError, Diagnostic, ErrorCode } from '../errors.ts'

/** An error in a `--json` document. */
export interface ErrorDocument {
  code: ErrorCode
  message: string
  hint?: string
  file?: string
  line?: number
  column?: number
  symbol?: string
  notes?: Diagnostic[]
}

/** The error itself; its diagnostics stand beside it, see {@link failureDocument}. */
export function errorDocument(error: BpfLinkerError): ErrorDocument {
  const { code, message, hint, file, line, column, symbol, notes } = error
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(notes.length === 0 ? {} : { notes }),
  }
}

/** The whole document of a command that failed before it had anything to tell. */
export function failureDocument(error: BpfLinkerError): { ok: false; error: ErrorDocument; diagnostics: Diagnostic[] } {
  return { ok: false, error: errorDocument(error), diagnostics: error.diagnostics }
}
