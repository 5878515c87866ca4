/**
 * Which mainline release has which BPF feature, from the tables in `data/`.
 *
 * Whoever runs a check imports this file lazily: the tables are large, and most
 * builds never look at them. How they are made: docs/kernels_data.md.
 */

import { helperHookRows } from './data/helper_hooks.generated.ts'
import { helperPrograms } from './data/helper_programs.generated.ts'
import { helperRows } from './data/helpers.generated.ts'
import { kfuncProgramRows } from './data/kfunc_programs.generated.ts'
import { kfuncRows } from './data/kfuncs.generated.ts'
import { releaseRows, sourceTexts } from './data/releases.generated.ts'
import type { Condition, EnumeratorRow } from './data/rows.ts'
import { attachTypeRows, flagRows, mapTypeRows, programTypeRows } from './data/uapi.generated.ts'
import { compareReleases, type Release } from './release.ts'

/** Half-open: present in `since`, absent again from `until`. */
export interface Interval {
  since: Release
  until?: Release
}

export interface Availability {
  intervals: readonly Interval[]
  /** Commit, file or table that says so. */
  source: string
  /** Inside the intervals, this decides as well; absent: nothing else does. */
  condition?: Condition
}

export interface HelperInfo {
  id: number
  name: string
  availability: Availability
  /** When it needed a GPL-compatible licence; undefined: never. */
  gplOnly: Availability | undefined
}

/** All mainline releases from 4.4 on that the tables speak of, oldest first. */
export const releases: readonly Release[] = releaseRows

/** Whether the release lies in one of the intervals; never, when there is nothing. */
export function isAvailable(availability: Availability | undefined, release: Release): boolean {
  return (
    availability?.intervals.some(
      ({ since, until }) =>
        compareReleases(since, release) <= 0 && (until === undefined || compareReleases(release, until) < 0),
    ) ?? false
  )
}

/** The first release that had it, perhaps not the first of those that still have it. */
export function firstRelease(availability: Availability | undefined): Release | undefined {
  return availability?.intervals[0]?.since
}

const helpersById = new Map(helperRows.map((row) => [row[0], row]))

/** The helper of that id (`bpf_map_lookup_elem` is 1), whatever program may call it. */
export function helperInfo(id: number): HelperInfo | undefined {
  const row = helpersById.get(id)
  if (row === undefined) return undefined
  const [, name, spans, source, gplSpans, gplSource = '', gplCondition] = row
  return {
    id,
    name,
    availability: availability(spans, source),
    gplOnly: gplSpans === undefined ? undefined : availability(gplSpans, gplSource, gplCondition),
  }
}

/**
 * When programs of that type (`BPF_PROG_TYPE_XDP`) may call the helper;
 * undefined: never, in no release. Often later than helper and type exist.
 */
export function helperFor(programType: string, id: number): Availability | undefined {
  const helper = helperInfo(id)
  const row = helperPrograms[programType]?.find(([ids]) => ids === 'all' || ids.includes(id))
  if (helper === undefined || row === undefined) return undefined
  const [ids, ...cells] = row
  const own = availability(...cells)
  return ids === 'all' ? { ...own, intervals: both(own.intervals, helper.availability.intervals) } : own
}

/** Where a program attaches, as far as its section says. */
export interface Hook {
  /** `BPF_CGROUP_INET4_BIND`; of a struct_ops program, the struct. */
  attachType?: string
  /** `tcp` of the section `iter/tcp`; of a struct_ops program, the member. */
  attachTarget?: string
}

/**
 * {@link helperFor}, for a program at that hook: some helpers are for a few hooks of a type
 * only. Where the attach type is not known, what any hook of the type may call.
 */
export function helperAt(
  programType: string,
  { attachType, attachTarget }: Hook,
  id: number,
): Availability | undefined {
  const rows = helperHookRows.filter(([type, ids]) => type === programType && ids.includes(id))
  if (rows.length === 0 || attachType === undefined) return helperFor(programType, id)
  const row = rows.find(([, , , , hooks]) =>
    hooks.split(' ').some((hook) => hook === attachType || hook === `${attachType}/${attachTarget}`),
  )
  return row && availability(row[2], row[3])
}

/** By value, as map definitions hold it: 27 is `BPF_MAP_TYPE_RINGBUF`. */
export function mapTypeInfo(type: number): { name: string; availability: Availability } | undefined {
  const row = mapTypeRows.find(([value]) => value === type)
  return row && { name: row[1], availability: availability(row[2], row[3]) }
}

/** By name: `BPF_PROG_TYPE_XDP`. */
export function programTypeInfo(name: string): { availability: Availability } | undefined {
  return named(programTypeRows, name)
}

/** By name: `BPF_CGROUP_INET4_CONNECT`. */
export function attachTypeInfo(name: string): { availability: Availability } | undefined {
  return named(attachTypeRows, name)
}

/** With the flags (`KF_ACQUIRE`) of the newest release that has it; undefined for what is no kfunc of the kernel's own. */
export function kfuncInfo(name: string): { availability: Availability; flags: string[] } | undefined {
  const row = kfuncRows.find(([of]) => of === name)
  return row && { availability: availability(row[1], row[2]), flags: row[3] === '' ? [] : row[3].split(' ') }
}

/**
 * When programs of that type may call the kernel function, as far as it exists then; never, where
 * the intervals are none. Undefined: the tables do not say which types may.
 */
export function kfuncFor(programType: string, name: string): Availability | undefined {
  const rows = kfuncProgramRows.filter(([names]) => names.split(' ').includes(name))
  if (rows.length === 0) return undefined
  const row = rows.find(([, , , types]) => types.split(' ').includes(programType))
  return row === undefined ? { intervals: [], source: '' } : availability(row[1], row[2])
}

/** By name: `BPF_F_MMAPABLE`. Names of one value may mean different things to different calls. */
export function flagInfo(name: string): { value: number; availability: Availability } | undefined {
  const row = flagRows.find(([, of]) => of === name)
  return row && { value: row[0], availability: availability(row[2], row[3]) }
}

/** Kernel's `license_is_gpl_compatible` (include/linux/license.h). */
export function isGplCompatible(license: string | undefined): boolean {
  return license !== undefined && GPL_COMPATIBLE.has(license)
}

const GPL_COMPATIBLE: ReadonlySet<string> = new Set([
  'GPL',
  'GPL v2',
  'GPL and additional rights',
  'Dual BSD/GPL',
  'Dual MIT/GPL',
  'Dual MPL/GPL',
])

function named(rows: readonly EnumeratorRow[], name: string): { availability: Availability } | undefined {
  const row = rows.find(([, of]) => of === name)
  return row && { availability: availability(row[2], row[3]) }
}

/** From a row's cells, see data/rows.ts. */
function availability(spans: string, source: string, condition?: Condition): Availability {
  return {
    intervals: spans.split(' ').map((span) => {
      const [since = '', until] = span.split('-')
      return until === undefined ? { since } : { since, until }
    }),
    source: source
      .split(' ')
      .map((one) => sourceTexts[one] ?? `commit ${one}`)
      .join(', '),
    ...(condition && { condition }),
  }
}

/** The releases that lie in one interval of each list. */
function both(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return a.flatMap((x) =>
    b.flatMap((y) => {
      const since = compareReleases(x.since, y.since) > 0 ? x.since : y.since
      const ends = [x.until, y.until].filter((end) => end !== undefined).sort(compareReleases)
      const until = ends[0]
      if (until === undefined) return [{ since }]
      return compareReleases(since, until) < 0 ? [{ since, until }] : []
    }),
  )
}
