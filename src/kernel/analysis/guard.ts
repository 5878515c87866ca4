/** A choice made before the program is verified, behind which the verifier does not look. `guards.ts` finds them. */
import { compareReleases, type Release } from '../release.ts'

export interface Guard {
  /** What decides, as the source has it: `debug`, `CONFIG_HZ`, `bpf_core_type_exists(bpf_iter)`. */
  name: string
  /** From this release on the verifier knows the value; undefined: always did. */
  since: Release | undefined
}

export interface Guards {
  /** What guards that instruction; undefined: nothing. */
  at(index: number): Guard | undefined
}

/** The one of two sufficient guards that helps on more kernels. */
export function weaker(a: Guard | undefined, b: Guard | undefined): Guard | undefined {
  if (a === undefined || b === undefined) return a ?? b
  if (a.since === undefined || b.since === undefined) return a.since === undefined ? a : b
  return compareReleases(a.since, b.since) <= 0 ? a : b
}
