/** Diagnostics in the forms of the bundlers. webpack's is in webpack/messages.ts. */
import { BpfLinkerError, codeFrame, type Diagnostic, mendingOf } from '../errors.ts'
import { drawDiagnostic, placeOf, shorten, supplements } from '../report/diagnostics.ts'

/** What Rollup, Rolldown and Vite take in `this.error` and `this.warn`. */
export interface RollupMessage {
  message: string
  code: string
  id?: string
  /** The column counts from 1, as clang's does: Vite hands it to editors as it is. */
  loc?: { file: string; line: number; column: number }
  frame?: string
  /** Empty: the hosts would make one, of our code. */
  stack?: string
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

/** `messageOnly`: the host shows neither `loc` nor `frame` of a warning, so that its message has them. */
export function warningToRollupMessage(diagnostic: Diagnostic, root: string, messageOnly: boolean): RollupMessage {
  const message = toRollupMessage(diagnostic, root)
  return messageOnly ? { ...message, message: drawDiagnostic(diagnostic, { cwd: root }) } : message
}

function toRollupMessage(diagnostic: Diagnostic, root: string, more: readonly Diagnostic[] = []): RollupMessage {
  const { message, code, file, line, column } = diagnostic
  const frame = codeFrame(diagnostic)
  const draw = { cwd: root }
  const others = more.map((other) => drawDiagnostic(other, draw))
  return {
    message: [message, ...supplements(diagnostic, draw), ...others].join('\n'),
    code,
    ...(file === undefined ? {} : { id: file }),
    ...(file === undefined || line === undefined ? {} : { loc: { file, line, column: column ?? 1 } }),
    ...(frame === undefined ? {} : { frame }),
  }
}

/** The first error is the one that Rollup points at; the others follow in its message, since it takes only one. */
export function errorToRollupMessage(error: BpfLinkerError, root: string): RollupMessage {
  const [first, ...more] = errorsOf(error) as [Diagnostic, ...Diagnostic[]]
  const { message, ...rest } = toRollupMessage(first, root, more)
  // An Error already, since the hosts make one of anything else, with a stack.
  return Object.assign(new Error(message), rest, { name: error.name, stack: '' })
}

export function toEsbuildMessage(diagnostic: Diagnostic, root: string): EsbuildMessage {
  const location = esbuildLocation(diagnostic, root)
  const notes = (diagnostic.notes ?? []).map((note) => esbuildNote(note, root))
  if (diagnostic.hint !== undefined) notes.push({ text: diagnostic.hint })
  return {
    text: location === undefined ? withPlace(diagnostic, root) : diagnostic.message,
    ...(location === undefined ? {} : { location }),
    notes,
    detail: diagnostic,
  }
}

function esbuildNote(note: Diagnostic, root: string): EsbuildMessage['notes'][number] {
  const location = esbuildLocation(note, root)
  return location === undefined ? { text: withPlace(note, root) } : { text: note.message, location }
}

function esbuildLocation(diagnostic: Diagnostic, root: string): EsbuildLocation | undefined {
  const { file, line, column, length = 0, sourceLine } = diagnostic
  if (file === undefined || line === undefined || sourceLine === undefined) return undefined
  const at = { file: shorten(file, root), line, lineText: sourceLine }
  // The line as a whole: without its indentation, as esbuild draws its own.
  if (column === undefined) {
    return { ...at, column: sourceLine.search(/\S|$/), length: Buffer.byteLength(sourceLine.trim()) }
  }
  const fix = mendingOf(diagnostic)
  if (fix === undefined || fix.column !== column || fix.text === '') return { ...at, column: column - 1, length }
  return { ...at, column: column - 1, length: fix.endColumn - fix.column, suggestion: fix.text }
}

/** esbuild draws no line for a location without text; the place then goes into the sentence. */
function withPlace(diagnostic: Diagnostic, root: string): string {
  const place = placeOf(diagnostic, root)
  return place === '' ? diagnostic.message : `${place}: ${diagnostic.message}`
}
