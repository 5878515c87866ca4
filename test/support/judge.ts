/** What one rule says of an object, short enough to compare. */

import { contextsOf } from '../../src/kernel/check.ts'
import { isAvailable } from '../../src/kernel/features.ts'
import type { Release } from '../../src/kernel/release.ts'
import type { Rule, Violation } from '../../src/kernel/rule.ts'
import type { ObjectInfo } from '../../src/object/types.ts'
import type { Loader } from '../../src/settings/profile.ts'

export function violations(rule: Rule, info: ObjectInfo, loader: Loader = 'libbpf'): Violation[] {
  return contextsOf(info, [loader]).flatMap((context) => [...rule.check(context)])
}

/** What that kernel prints; with the guard in brackets behind it, where one stands before the thing. */
export function says(rule: Rule, info: ObjectInfo, release: Release, loader: Loader = 'libbpf'): string[] {
  return violations(rule, info, loader)
    .filter(({ refusedIn }) => isAvailable({ intervals: refusedIn, source: '' }, release))
    .map(({ kernelSays, guard }) => (guard === undefined ? kernelSays : `${kernelSays} [${guard}]`))
}
