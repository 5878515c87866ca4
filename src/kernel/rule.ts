/**
 * What a rule is: one thing that kernels refuse, found on the object.
 *
 * A rule does not know for which kernel an object is. It yields each violation
 * with the releases that refuse it, so that one run answers both questions:
 * what a given kernel would say (`checkObject`), and which kernel is the first
 * to say nothing (`requirements`). Where kernels changed their words, it yields
 * the violation once for each wording, with the releases of that wording.
 *
 * Judged is what a privileged loader meets on mainline x86-64 with the JIT on.
 */

import type { CodeLocation, ObjectInfo } from '../object/types.ts'
import type { Loader } from '../settings/profile.ts'
import type { LoadedProgram } from './analysis/program.ts'
import type { Interval } from './features.ts'
import type { Release } from './release.ts'

/**
 * Where a kernel looks. `whole-program`: at every instruction, visited or not.
 * `reachable`: only on paths that the verifier walks, so that a branch on a
 * load-time constant can keep the instruction away from it. `map` and `btf`: when
 * these are created. `loader`: refused before the kernel sees it.
 */
export type RuleScope = 'whole-program' | 'reachable' | 'map' | 'btf' | 'loader'

export interface CheckContext {
  object: ObjectInfo
  /** The loader of the object, since loaders soften some rules. */
  loader: Loader
  /** The object's programs as the kernel gets them; analysed when first asked for, once for all rules. */
  programs(): readonly LoadedProgram[]
}

export interface Rule {
  /** As users write it in a profile's `rules`: `stack-size`. */
  name: string
  scope: RuleScope
  /** One sentence for the documentation. */
  summary: string
  /** When the user sets none. Default: `error`. */
  level?: 'error' | 'warn'
  check(context: CheckContext): Iterable<Violation>
}

export interface Violation {
  /** Which program cannot be loaded; without program and map, the whole object. */
  program?: string
  map?: string
  location?: CodeLocation
  /** What the kernel lacks, with its kind: `helper:bpf_loop`. A profile may say that its kernel has it all the same. */
  feature?: string
  /** From this release on it is fine; undefined: in none so far. */
  since?: Release
  /** The releases that refuse it with these words. */
  refusedIn: readonly Interval[]
  /** As the kernel prints it, or the error of the system call. */
  kernelSays: string
  message: string
  /** What to do about it. */
  hint: string
  /** Only the verifier can tell whether it comes there: values decide. Then it is no error. */
  uncertain?: true
  /** What the loader can set so that the kernel never sees this; then it is no error. */
  guard?: string
}
