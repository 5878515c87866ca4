/** Counts of verdicts, as a table; and what of a program's requirement is true. */
import { basename } from 'node:path'
import type { Requirement } from '../../src/kernel/check.ts'
import { isAvailable } from '../../src/kernel/features.ts'
import { type Explanation, explained } from './explained.ts'
import type { Judged, Verdict } from './judge.ts'

const COLUMNS: readonly Verdict[] = [
  'error, refused',
  'clean, loaded',
  'false alarm',
  'miss',
  'other words',
  'not judged',
]

export type Matrix = Record<Verdict, number>

export function countVerdicts(judged: readonly Judged[]): Matrix {
  const count = (verdict: Verdict) => judged.filter((each) => each.verdict === verdict).length
  return Object.fromEntries(COLUMNS.map((verdict) => [verdict, count(verdict)])) as Matrix
}

/** How many the rules and the kernel both have something to say of. */
export function judgedCount(matrix: Matrix): number {
  return COLUMNS.filter((verdict) => verdict !== 'not judged').reduce((sum, verdict) => sum + matrix[verdict], 0)
}

export function formatMatrix(byKernel: ReadonlyMap<string, Matrix>): string {
  const rows = [...byKernel].map(([kernel, matrix]) => [kernel, ...COLUMNS.map((verdict) => String(matrix[verdict]))])
  return formatTable([['kernel', ...COLUMNS], ...rows])
}

export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
  return rows.map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  ')).join('\n')
}

/** `maps.ring_with_keys.o` and its program: `maps/ring_with_keys/program`; `linked_maps1.c.v3.o`: `linked_maps1.c/name`. */
export function placeOf({ load }: Judged): string {
  const object = basename(load.object).replace(/(\.v\d)?\.o$/, '')
  return `${object.endsWith('.c') ? object : object.replace('.', '/')}/${load.program}`
}

export function explanationOf(judged: Judged, kernel: string): Explanation | undefined {
  return explained.find(
    ({ where, kernels, verdict }) =>
      verdict === judged.verdict && where.test(placeOf(judged)) && (kernels?.includes(kernel) ?? true),
  )
}

export type Exactness = 'exact' | 'too high' | 'too low' | 'not known'

/**
 * A requirement beside the releases, oldest first, on which the program was
 * loaded or refused for a reason that the object shows. Between two of them the
 * least release cannot be told, so that any there is exact.
 */
export function exactnessOf(
  { kernels }: Pick<Requirement, 'kernels'>,
  outcomes: readonly { release: string; loaded: boolean | undefined }[],
): Exactness {
  const known = outcomes.filter(({ loaded }) => loaded !== undefined)
  if (!known.some(({ loaded }) => loaded)) return 'not known'
  const takes = (release: string) => isAvailable({ intervals: kernels, source: '' }, release)
  if (known.some(({ release, loaded }) => loaded && !takes(release))) return 'too high'
  return known.some(({ release, loaded }) => !loaded && takes(release)) ? 'too low' : 'exact'
}
