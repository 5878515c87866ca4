/**
 * The summary at the end of a build: one row for each object. Pure.
 */
import { type Align, columns } from './columns.ts'
import { type Paint, plain } from './paint.ts'

export interface SummaryRow {
  /** The file's name, or the object's id when it failed. */
  object: string
  profileName: string
  /** Undefined: it failed. */
  made: MadeObject | undefined
}

export interface MadeObject {
  programs: number
  instructions: number
  /** In bytes. */
  size: number
  /** The size after gzip, if the bundler shows that for its files. */
  compressed?: number
  /** The least release that takes every program, where the profile is for kernels. */
  kernel?: string
  milliseconds: number
  /** It was linked before and kept. */
  cached?: boolean
}

const HEAD = ['object', 'profile', 'programs', 'instructions', 'size', 'kernel', 'time']
const ALIGN: readonly Align[] = ['left', 'left', 'right', 'right', 'right', 'right', 'right']

/** A table for people at a terminal. */
export function drawTable(rows: readonly SummaryRow[], paint: Paint = plain): string {
  const [head = '', ...lines] = columns([HEAD, ...rows.map(cellsOf)], ALIGN)
  return [
    paint('dim', head),
    ...lines.map((line, i) => (rows[i]?.made === undefined ? paint('red', line) : line)),
  ].join('\n')
}

/** The same for a log: a line an object, each readable alone. */
export function drawLines(rows: readonly SummaryRow[]): string {
  return rows
    .map(({ object, profileName, made }) => {
      if (made === undefined) return `${object} (${profileName}): failed`
      const programs = made.programs === 1 ? '1 program' : `${made.programs} programs`
      const facts = [
        programs,
        `${made.instructions} instructions`,
        formatBytes(made.size),
        ...(made.compressed === undefined ? [] : [`gzip ${formatBytes(made.compressed)}`]),
        ...(made.kernel === undefined ? [] : [`Linux ${made.kernel}`]),
        made.cached ? 'from the cache' : formatTime(made.milliseconds),
      ]
      return `${object} (${profileName}): ${facts.join(', ')}`
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

function cellsOf({ object, profileName, made }: SummaryRow): string[] {
  if (made === undefined) return [object, profileName, 'failed', '', '', '', '']
  return [
    object,
    profileName,
    String(made.programs),
    String(made.instructions),
    formatBytes(made.size),
    made.kernel ?? '',
    made.cached ? 'cached' : formatTime(made.milliseconds),
  ]
}
