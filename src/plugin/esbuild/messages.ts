/** Diagnostics as esbuild takes them. */
import { type Diagnostic, mendingOf } from '../../errors.ts'
import { placeOf, shorten } from '../../report/diagnostics.ts'

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
