/** From when a kernel has something, to when it refuses it. */
import { type Availability, type Interval, releases } from '../features.ts'
import { without } from '../intervals.ts'
import { compareReleases, type Release } from '../release.ts'
import { ALWAYS } from './refusal.ts'

export interface Absence {
  since: Release
  refusedIn: readonly Interval[]
}

/** The releases without it; undefined: all that the tables speak of have it. */
export function absence({ intervals }: Availability): Absence | undefined {
  const oldest = releases[0] ?? ALWAYS
  const refusedIn = without({ since: ALWAYS }, intervals).filter(
    ({ until }) => until === undefined || compareReleases(until, oldest) > 0,
  )
  const since = refusedIn.at(-1)?.until
  return refusedIn.length === 0 || since === undefined ? undefined : { since, refusedIn }
}
