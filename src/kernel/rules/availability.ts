/** From when a kernel has something, to when it refuses it. */
import { type Availability, type Interval, releases } from '../features.ts'
import { compareReleases, type Release } from '../release.ts'
import { ALWAYS } from './refusal.ts'

export interface Absence {
  since: Release
  refusedIn: readonly Interval[]
}

/** The releases without it; undefined: all that the tables speak of have it. */
export function absence({ intervals }: Availability): Absence | undefined {
  const starts = intervals.map(({ since }) => since)
  const ends: (Release | undefined)[] = [ALWAYS, ...intervals.map(({ until }) => until)]
  const gaps = ends.flatMap((from, i): Interval[] => {
    const until = starts[i]
    if (from === undefined || from === until) return []
    return [{ since: from, ...(until !== undefined && { until }) }]
  })
  const oldest = releases[0] ?? ALWAYS
  const refusedIn = gaps.filter(({ until }) => until === undefined || compareReleases(until, oldest) > 0)
  const since = refusedIn.at(-1)?.until
  return refusedIn.length === 0 || since === undefined ? undefined : { since, refusedIn }
}
