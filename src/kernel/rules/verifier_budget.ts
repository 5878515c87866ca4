import { expandedLength, shortestRun } from '../analysis/shortest_run.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { type Phase, refuse } from './refusal.ts'
import { SUBPROGRAMS } from './subprograms.ts'

/**
 * `BPF_COMPLEXITY_LIMIT_INSNS`. Before calls (4.16), no program was long enough to
 * exceed it without a branch; c04c0d2b968a (5.2) raised it.
 */
const LIMITS = [
  { since: SUBPROGRAMS, until: '5.2', limit: 131_072 },
  { since: '5.2', until: undefined, limit: 1_000_000 },
] as const

export const verifierBudget: Rule = {
  name: 'verifier-budget',
  scope: 'reachable',
  summary:
    'The verifier goes through at most a million instructions (131072 before 5.2), calls as often as they stand there.',
  *check({ programs }: CheckContext): Generator<Violation> {
    const [{ limit: least }] = LIMITS
    for (const { info, functions } of programs()) {
      const entry = functions[0]?.code
      if (entry === undefined || expandedLength(entry) <= least) continue
      const run = shortestRun(entry)
      const phases = LIMITS.filter(({ limit }) => run > limit).map(
        ({ since, until, limit }): Phase => ({
          since,
          ...(until !== undefined && { until }),
          says: `BPF program is too large. Processed ${limit + 1} insn`,
        }),
      )
      if (phases.length === 0) continue
      yield* refuse(
        {
          program: info.name,
          ...(info.location && { location: info.location }),
          message: `${info.name}: its shortest run takes ${run} instructions, calls included`,
          hint: 'call less often, make what is called a global function (5.6), which is verified once, or use bpf_tail_call()',
        },
        phases,
      )
    }
  },
}
