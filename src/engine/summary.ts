/** What one line tells of an object that was built. Pure. */
import type { Requirement } from '../kernel/check.ts'
import { compareReleases, type Release } from '../kernel/release.ts'
import type { ObjectInfo } from '../object/types.ts'
import type { MadeObject } from '../report/table.ts'

export interface Summarized {
  info: ObjectInfo
  bytes: Uint8Array
  milliseconds: number
  cached: boolean
  /** Those under the profile's loader; empty if the profile names no kernel. */
  requirements: readonly Requirement[]
}

export function summaryOf({ info, bytes, milliseconds, cached, requirements }: Summarized): MadeObject {
  const functions = [...info.programs, ...info.subprograms]
  const kernel = leastKernel(requirements)
  return {
    programs: info.programs.length,
    instructions: functions.reduce((sum, { instructions }) => sum + instructions, 0),
    size: bytes.byteLength,
    milliseconds,
    cached,
    ...(kernel === undefined ? {} : { kernel }),
  }
}

/** The least release that takes every program. Undefined where there is none, and where one of them is unknown. */
export function leastKernel(requirements: readonly Pick<Requirement, 'kernel'>[]): Release | undefined {
  const known = requirements.flatMap(({ kernel }) => kernel ?? [])
  return known.length < requirements.length ? undefined : known.toSorted(compareReleases).at(-1)
}
