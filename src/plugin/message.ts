/** Diagnostics in the forms of the bundlers. */
import path from 'node:path'
import { BpfLinkerError, codeFrame, type Diagnostic } from '../errors.ts'

/** What Rollup, Rolldown and Vite take in `this.error` and `this.warn`. */
export interface RollupMessage {
  message: string
  code: string
  id?: string
  /** The column counts from 1, as clang's does: Vite hands it to editors as it is. */
  loc?: { file: string; line: number; column: number }
  frame?: string
}

/** esbuild's `PartialMessage`, as far as it is filled here. */
export interface EsbuildMessage {
  text: string
  location?: EsbuildLocation
  notes: { text: string; location?: EsbuildLocation }[]
  detail: unknown
}

export interface EsbuildLocation {
  file: string
  line: number
  /** From 0, in bytes. */
  column: number
  length: number
  lineText: string
  suggestion?: string
}

/** Every error of a failed job; of an error that is no job's, itself. Never empty. */
export function errorsOf(error: BpfLinkerError): Diagnostic[] {
  const errors = error.diagnostics.filter((d) => d.severity === 'error')
  if (errors.length > 0) return errors
  const { code, message, hint, file, line, column, symbol, notes } = error
  const given = Object.entries({ hint, file, line, column, symbol }).filter(([, value]) => value !== undefined)
  return [{ severity: 'error', code, message, notes, ...Object.fromEntries(given) }]
}

/** Errors that are not ours are mistakes in the program: thrown on, with their stack. */
export function asBpfLinkerError(error: unknown): BpfLinkerError {
  if (error instanceof BpfLinkerError) return error
  throw error
}

/** `src/x.bpf.c:3:5: error: …`, the source line with a caret, hint and notes, as a terminal shows them. */
export function drawDiagnostic(diagnostic: Diagnostic, root: string): string {
  const place = placeOf(diagnostic, root)
  const head = `${place === '' ? '' : `${place}: `}${diagnostic.severity}: ${diagnostic.message}`
  return [head, ...indented(codeFrame(diagnostic)), ...supplements(diagnostic, root)].join('\n')
}

/** The whole of an error, for bundlers that show nothing but a message (webpack, Rspack). */
export function drawError(error: BpfLinkerError, root: string): string {
  return errorsOf(error)
    .map((diagnostic) => drawDiagnostic(diagnostic, root))
    .join('\n')
}

export function toRollupMessage(diagnostic: Diagnostic, root: string, more: readonly Diagnostic[] = []): RollupMessage {
  const { message, code, file, line, column } = diagnostic
  const frame = codeFrame(diagnostic)
  const others = more.map((other) => drawDiagnostic(other, root))
  return {
    message: [message, ...supplements(diagnostic, root), ...others].join('\n'),
    code,
    ...(file === undefined ? {} : { id: file }),
    ...(file === undefined || line === undefined ? {} : { loc: { file, line, column: column ?? 1 } }),
    ...(frame === undefined ? {} : { frame }),
  }
}

/** The first error is the one that Rollup points at; the others follow in its message, since it takes only one. */
export function errorToRollupMessage(error: BpfLinkerError, root: string): RollupMessage {
  const [first, ...more] = errorsOf(error) as [Diagnostic, ...Diagnostic[]]
  return toRollupMessage(first, root, more)
}

export function toEsbuildMessage(diagnostic: Diagnostic, root: string): EsbuildMessage {
  const location = esbuildLocation(diagnostic, root)
  const notes = (diagnostic.notes ?? []).map((note) => {
    const at = esbuildLocation(note, root)
    return { text: note.message, ...(at === undefined ? {} : { location: at }) }
  })
  if (diagnostic.hint !== undefined) notes.push({ text: diagnostic.hint })
  // esbuild draws no line for a location without text; the place then goes into the sentence.
  const place = location === undefined ? placeOf(diagnostic, root) : ''
  return {
    text: place === '' ? diagnostic.message : `${place}: ${diagnostic.message}`,
    ...(location === undefined ? {} : { location }),
    notes,
    detail: diagnostic,
  }
}

function esbuildLocation(diagnostic: Diagnostic, root: string): EsbuildLocation | undefined {
  const { file, line, column = 1, length = 0, sourceLine, fixIts } = diagnostic
  if (file === undefined || line === undefined || sourceLine === undefined) return undefined
  const fix = fixIts?.length === 1 ? fixIts[0] : undefined
  const mends = fix !== undefined && fix.line === line && fix.endLine === line && fix.column === column
  return {
    file: relativeTo(root, file),
    line,
    column: column - 1,
    length: mends ? fix.endColumn - fix.column : length,
    lineText: sourceLine,
    ...(mends && fix.text !== '' ? { suggestion: fix.text } : {}),
  }
}

function supplements(diagnostic: Diagnostic, root: string): string[] {
  const hint = diagnostic.hint === undefined ? [] : [`  hint: ${diagnostic.hint}`]
  return [...hint, ...(diagnostic.notes ?? []).flatMap((note) => indented(drawDiagnostic(note, root)))]
}

function indented(text: string | undefined): string[] {
  return text === undefined ? [] : text.split('\n').map((line) => `  ${line}`)
}

function placeOf({ file, line, column }: Diagnostic, root: string): string {
  if (file === undefined) return ''
  return [relativeTo(root, file), line, line === undefined ? undefined : column]
    .filter((x) => x !== undefined)
    .join(':')
}

function relativeTo(root: string, file: string): string {
  if (!path.isAbsolute(file)) return file
  const relative = path.relative(root, file)
  return relative.startsWith('..') ? file : relative.replaceAll('\\', '/')
}
