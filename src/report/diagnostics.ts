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
  return drawDiagnostic(error.toDiagnostic(), options)
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
  return [head(d, options), ...indented(codeFrame(d)), ...supplements(d, options)].join('\n')
}

/** What stands under a diagnostic and its source line: the hint, then the notes, indented. */
export function supplements({ hint, notes = [] }: Diagnostic, options: DrawOptions = {}): string[] {
  const { paint = plain } = options
  return [
    ...indented(hint === undefined ? undefined : `${paint('green', 'hint:')} ${hint}`),
    ...notes.flatMap((note) => indented(drawDiagnostic(note, options))),
  ]
}

const COLORS: Record<Severity, Parameters<Paint>[0]> = {
  error: 'red',
  warning: 'yellow',
  note: 'cyan',
  remark: 'cyan',
}

function head(d: Diagnostic, { paint = plain, cwd }: DrawOptions): string {
  const place = placeOf(d, cwd)
  const prefix = place === '' ? '' : `${paint('bold', place)}: `
  const code = d.severity === 'note' ? '' : ` ${paint('dim', `[${d.code}]`)}`
  return `${prefix}${paint(COLORS[d.severity], `${d.severity}:`)} ${d.message}${code}`
}

/** `src/x.bpf.c:3:5`; empty where the message has it already, as that of a missing file has. */
export function placeOf({ file, line, column, message }: Diagnostic, cwd: string | undefined): string {
  if (file === undefined || (line === undefined && message.includes(file))) return ''
  return [shorten(file, cwd), line, line && column].filter(Boolean).join(':')
}

/** Relative when the file is inside `cwd`; editors and terminals open both. */
export function shorten(file: string, cwd: string | undefined): string {
  if (cwd === undefined || !path.isAbsolute(file)) return file
  const relative = path.relative(cwd, file)
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative.replaceAll('\\', '/')
}

function indented(text: string | undefined): string[] {
  return text === undefined ? [] : text.split('\n').map((line) => `  ${line}`)
}
