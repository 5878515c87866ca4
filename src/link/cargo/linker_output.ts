/**
 * What our own executable printed while rustc ran it, as diagnostics again:
 * `native/support/diagnostic.cpp` writes them in this form. Pure.
 */
import { type Diagnostic, type ErrorCode, NATIVE_CODES } from '../../errors.ts'

const LINE =
  /^(?:(?<file>.+?):(?:(?<line>\d+):(?:(?<column>\d+):)?)? )?(?<severity>error|warning): (?<message>.*?)(?: \[(?<code>[A-Z_]+)\])?$/

/** At least one error: where none is found, the whole text is one. */
export function linkerDiagnostics(text: string): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const line of text.split('\n')) {
    const groups = LINE.exec(line)?.groups
    const last = found.at(-1)
    const hint = /^ {2}hint: (.*)$/.exec(line)?.[1]
    if (hint !== undefined && last !== undefined) last.hint = hint
    if (groups === undefined) continue
    const { file, severity, message = '', code } = groups
    found.push({
      severity: severity === 'warning' ? 'warning' : 'error',
      code: NATIVE_CODES.find((known) => known === code) ?? ('CARGO_FAILED' satisfies ErrorCode),
      message,
      ...(file === undefined ? {} : { file }),
      ...(groups.line === undefined ? {} : { line: Number(groups.line) }),
      ...(groups.column === undefined ? {} : { column: Number(groups.column) }),
    })
  }
  if (found.some(({ severity }) => severity === 'error')) return found
  return [{ severity: 'error', code: 'CARGO_FAILED', message: `rustc could not link: ${text.trim()}` }, ...found]
}
