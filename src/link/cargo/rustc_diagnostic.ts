/**
 * rustc's JSON diagnostics as ours. Pure.
 * https://doc.rust-lang.org/rustc/json.html#diagnostics
 */
import path from 'node:path'
import type { Diagnostic, FixIt } from '../../errors.ts'
import { linkerDiagnostics } from './linker_output.ts'

export interface RustcMessage {
  level: string
  message: string
  /** An error's number (`E0308`) or a lint's name. */
  code: { code: string } | null
  spans: RustcSpan[]
  children: RustcMessage[]
}

interface RustcSpan {
  file_name: string
  line_start: number
  line_end: number
  /** In characters, from 1. */
  column_start: number
  column_end: number
  is_primary: boolean
  label: string | null
  suggested_replacement: string | null
  suggestion_applicability: string | null
  /** The lines of the span, whole. */
  text: { text: string }[]
}

/** @param folder Absolute: where rustc ran */
export function fromRustc(messages: readonly RustcMessage[], folder: string): Diagnostic[] {
  return messages.filter((message) => !isSummary(message)).flatMap((message) => convert(message, folder))
}

/** "aborting due to 2 previous errors", "3 warnings emitted": the diagnostics themselves say as much. */
function isSummary({ level, message, spans }: RustcMessage): boolean {
  return level === 'failure-note' || (spans.length === 0 && /^aborting due to |warnings? emitted$/.test(message))
}

function convert(message: RustcMessage, folder: string): Diagnostic[] {
  const isError = message.level.startsWith('error')
  if (isError && /^linking with .* failed/.test(message.message)) {
    // rustc tells the whole command line, then what the linker said.
    return linkerDiagnostics(message.children.at(-1)?.message ?? message.message)
  }
  const help = message.children.find(({ level }) => level === 'help')
  const notes = [
    ...message.spans.filter((span) => !span.is_primary && span.label !== null).map((span) => spanNote(span, folder)),
    ...message.children.filter((child) => child !== help).map((child) => childNote(child, folder)),
  ]
  const fixIts = message.children.flatMap((child) => fixItsOf(child, folder))
  const primary = message.spans.find((span) => span.is_primary)
  return [
    {
      severity: isError ? 'error' : message.level === 'warning' ? 'warning' : 'note',
      code: isError ? 'COMPILE_ERROR' : 'COMPILE_WARNING',
      message: sentence(message, primary),
      ...(help === undefined ? {} : { hint: helpText(help) }),
      ...(primary === undefined ? {} : placeOf(primary, folder)),
      ...(notes.length === 0 ? {} : { notes }),
      ...(fixIts.length === 0 ? {} : { fixIts }),
    },
  ]
}

/** "mismatched types: expected `u32`, found `u64` (E0308)": the label says what the message leaves open. */
function sentence({ message, code }: RustcMessage, primary: RustcSpan | undefined): string {
  const label = primary?.label
  const text = label ? `${message}: ${label}` : message
  // `rustc --explain` knows the numbers; a lint's name stands in its note.
  return /^E\d+$/.test(code?.code ?? '') ? `${text} (${code?.code})` : text
}

function spanNote(span: RustcSpan, folder: string): Diagnostic {
  return { severity: 'note', code: 'COMPILE_ERROR', message: span.label ?? '', ...placeOf(span, folder) }
}

function childNote(child: RustcMessage, folder: string): Diagnostic {
  const [span] = child.spans
  const message = child.level === 'help' ? helpText(child) : child.message
  return { severity: 'note', code: 'COMPILE_ERROR', message, ...(span === undefined ? {} : placeOf(span, folder)) }
}

/** As rustc writes it on one line, in our quotes: "a local variable with a similar name exists: 'key'". */
function helpText({ message, spans }: RustcMessage): string {
  const [only, ...more] = spans
  const text = only?.suggested_replacement?.trim()
  return text && more.length === 0 && !text.includes('\n') ? `${message}: '${text}'` : message
}

function fixItsOf({ spans }: RustcMessage, folder: string): FixIt[] {
  return spans.flatMap((span): FixIt[] => {
    if (span.suggested_replacement === null || span.suggestion_applicability !== 'MachineApplicable') return []
    return [
      {
        file: path.resolve(folder, span.file_name),
        line: span.line_start,
        column: byteColumn(span.text[0]?.text, span.column_start),
        endLine: span.line_end,
        endColumn: byteColumn(span.text.at(-1)?.text, span.column_end),
        text: span.suggested_replacement,
      },
    ]
  })
}

function placeOf(
  span: RustcSpan,
  folder: string,
): Pick<Diagnostic, 'file' | 'line' | 'column' | 'length' | 'sourceLine'> {
  const sourceLine = span.text[0]?.text
  const column = byteColumn(sourceLine, span.column_start)
  const end =
    span.line_end === span.line_start
      ? byteColumn(sourceLine, span.column_end)
      : Buffer.byteLength(sourceLine ?? '') + 1
  return {
    file: path.resolve(folder, span.file_name),
    line: span.line_start,
    column,
    ...(end > column ? { length: end - column } : {}),
    ...(sourceLine === undefined ? {} : { sourceLine }),
  }
}

/** rustc counts characters, we count bytes. */
function byteColumn(line: string | undefined, column: number): number {
  if (line === undefined) return column
  return Buffer.byteLength([...line].slice(0, column - 1).join('')) + 1
}
