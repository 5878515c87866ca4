/** Sets of releases, as sorted lists of half-open intervals. */

import type { Interval } from './features.ts'
import { compareReleases, type Release } from './release.ts'

/** What lies in `within` and in none of `intervals`. */
export function without(within: Interval, intervals: readonly Interval[]): Interval[] {
  const left: Interval[] = []
  let from: Release | undefined = within.since
  for (const { since, until } of intervals) {
    if (from === undefined) break
    const gap = clip({ since: from, until: since }, within.until)
    if (gap !== undefined) left.push(gap)
    if (until === undefined) from = undefined
    else if (compareReleases(until, from) > 0) from = until
  }
  if (from !== undefined) {
    const rest = clip({ since: from }, within.until)
    if (rest !== undefined) left.push(rest)
  }
  return left
}

/** What lies in both. */
export function overlap(within: Interval, intervals: readonly Interval[]): Interval[] {
  return intervals
    .map(({ since, until }) => {
      const from = compareReleases(since, within.since) > 0 ? since : within.since
      return clip({ since: from, ...(until !== undefined && { until }) }, within.until)
    })
    .filter((interval) => interval !== undefined)
}

/** The interval, ending no later than `end`; undefined when nothing is left of it. */
function clip({ since, until }: Interval, end: Release | undefined): Interval | undefined {
  const last = end === undefined || (until !== undefined && compareReleases(until, end) < 0) ? until : end
  if (last === undefined) return { since }
  return compareReleases(since, last) < 0 ? { since, until: last } : undefined
}
