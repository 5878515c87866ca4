/**
 * The summary at the end of a build: one row for each object. Pure.
 */
import { type Paint, plain } from './paint.ts'

export interface SummaryRow {
  /** The file's name, or the object's id when it failed. */
  object: string
  profile: string
  /** Undefined: it failed. */
  made: { programs: number; instructions: number; bytes: number; milliseconds: number } | undefined
}

const HEAD = ['object', 'profile', 'programs', 'instructions', 'size', 'time']
/** Numbers stand right, under each other. */
const RIGHT = [false, false, true, true, true, true]

/** A table for people at a terminal, with a total. */
export function drawTable(rows: readonly SummaryRow[], paint: Paint = plain): string {
  const cells = rows.map(cellsOf)
  const widths = HEAD.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (RIGHT[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return [
    paint('dim', line(HEAD)),
    ...rows.map((row, i) => (row.made ? line(cells[i] ?? []) : paint('red', line(cells[i] ?? [])))),
  ].join('\n')
}

/** The same for a log: a line an object, each readable alone. */
export function drawLines(rows: readonly SummaryRow[]): string {
  return rows
    .map(({ object, profile, made }) => {
      if (made === undefined) return `${object} (${profile}): failed`
      const programs = made.programs === 1 ? '1 program' : `${made.programs} programs`
      const facts = [
        programs,
        `${made.instructions} instructions`,
        formatBytes(made.bytes),
        formatTime(made.milliseconds),
      ]
      return `${object} (${profile}): ${facts.join(', ')}`
    })
    .join('\n')
}

/** `912 B`, `3.1 kB`, `1.2 MB`: powers of 1000, as bundlers print sizes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 999_950 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** `24 ms`, `1.37 s`. */
export function formatTime(milliseconds: number): string {
  return milliseconds < 999.5 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`
}

function cellsOf({ object, profile, made }: SummaryRow): string[] {
  if (made === undefined) return [object, profile, 'failed', '', '', '']
  return [
    object,
    profile,
    String(made.programs),
    String(made.instructions),
    formatBytes(made.bytes),
    formatTime(made.milliseconds),
  ]
}
