/** Rules on real objects: C source → object → what one rule finds. For tests. */
import { violations } from '../../../../test/support/judge.ts'
import { link } from '../../../engine/link.ts'
import type { Loader } from '../../../settings/profile.ts'
import { isAvailable } from '../../features.ts'
import type { Rule, Violation } from '../../rule.ts'

const HEAD = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char _license[] SEC("license") = "GPL";
#line 1
`

/** What the rule finds in an object made of `source`, which needs no includes and no licence. */
export async function find(rule: Rule, source: string, loader: Loader = 'libbpf'): Promise<Violation[]> {
  const { info } = await link({
    inputs: [{ name: 'rule.bpf.c', text: HEAD + source }],
    inspect: { disassembly: true, types: true },
  })
  return violations(rule, info, loader)
}

/** The kernel's words on that release; none: it takes the object. */
export function wordsOn(release: string, violations: readonly Violation[]): string[] {
  return violations
    .filter(({ refusedIn }) => isAvailable({ intervals: refusedIn, source: '' }, release))
    .map(({ kernelSays }) => kernelSays)
}
