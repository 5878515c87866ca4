/**
 * Draws diagnostics for a terminal, in the form that compilers have and editors
 * find: `file:line:column: error: message [CODE]`, the source line with a
 * caret, the hint, then the notes. Pure.
 */
import path from 'node:path'
import { type BpfLinkerError, codeFrame, type Diagnostic, type Severity } from '../errors.ts'
import { type Paint, plain } from './paint.ts'

export interface DrawOptions {
  paint?: Paint
  /** Files inside are named relative to it. */
  cwd?: string
}

/** Every diagnostic of an error, or the error itself where it has none. No newline at the end. */
export function drawError(error: BpfLinkerError, options: DrawOptions = {}): string {
  if (error.diagnostics.some((d) => d.severity === 'error')) return drawDiagnostics(error.diagnostics, options)
  const { code, message, hint, file, line, column, symbol, notes, frame } = error
  const lines = [head({ severity: 'error', code, message, file, line, column, symbol }, options)]
  return [...lines, ...body(frame, hint, notes, options)].join('\n')
}

/** All of them, errors last: what is read first is at the end of a terminal. */
export function drawDiagnostics(diagnostics: readonly Diagnostic[], options: DrawOptions = {}): string {
  const rank = (d: Diagnostic) => (d.severity === 'error' ? 1 : 0)
  return [...diagnostics]
    .sort((a, b) => rank(a) - rank(b))
    .map((d) => drawDiagnostic(d, options))
    .join('\n')
}

export function drawDiagnostic(d: Diagnostic, options: DrawOptions = {}): string {
  return [head(d, options), ...body(codeFrame(d), d.hint, d.notes ?? [], options)].join('\n')
}

const COLORS: Record<Severity, Parameters<Paint>[0]> = {
  error: 'red',
  warning: 'yellow',
  note: 'cyan',
  remark: 'cyan',
}

type Head = Pick<Diagnostic, 'severity' | 'code' | 'message'> & {
  [K in 'file' | 'line' | 'column' | 'symbol']?: Diagnostic[K] | undefined
}

function head(d: Head, { paint = plain, cwd }: DrawOptions): string {
  const place = d.file === undefined ? '' : [shorten(d.file, cwd), d.line, d.line && d.column].filter(Boolean).join(':')
  // The message of a missing file or the like begins with it already.
  const prefix =
    place === '' || (d.line === undefined && d.message.includes(d.file ?? '')) ? '' : `${paint('bold', place)}: `
  const code = d.severity === 'note' ? '' : ` ${paint('dim', `[${d.code}]`)}`
  return `${prefix}${paint(COLORS[d.severity], `${d.severity}:`)} ${d.message}${code}`
}

function body(
  frame: string | undefined,
  hint: string | undefined,
  notes: readonly Diagnostic[],
  options: DrawOptions,
): string[] {
  const { paint = plain } = options
  return [
    ...(frame === undefined ? [] : [indent(frame)]),
    ...(hint === undefined ? [] : [indent(`${paint('green', 'hint:')} ${hint}`)]),
    ...notes.map((note) => indent(drawDiagnostic(note, options))),
  ]
}

/** Relative when the file is inside `cwd`; editors and terminals open both. */
function shorten(file: string, cwd: string | undefined): string {
  if (cwd === undefined || !path.isAbsolute(file)) return file
  const relative = path.relative(cwd, file)
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}
