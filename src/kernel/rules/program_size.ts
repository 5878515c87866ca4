import { compareReleases } from '../release.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, type Phase, refuse } from './refusal.ts'

/**
 * `bpf_prog_load` in kernel/bpf/syscall.c: `insn_cnt >= BPF_MAXINSNS` was wrong until
 * ef0915cacd04 (4.10), and c04c0d2b968a (5.2) raised the limit for privileged loaders.
 */
const LIMITS = [
  { since: ALWAYS, until: '4.10', limit: 4095 },
  { since: '4.10', until: '5.2', limit: 4096 },
  { since: '5.2', until: undefined, limit: 1_000_000 },
] as const

export const programSize: Rule = {
  name: 'program-size',
  scope: 'whole-program',
  summary: 'A program has at most 4096 instructions before Linux 5.2 (4095 before 4.10), then a million.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const { info, length, functions } of programs()) {
      const phases = LIMITS.filter(({ limit }) => length > limit).map(
        ({ since, until }): Phase => ({
          since,
          ...(until !== undefined && { until }),
          says: 'Argument list too long (E2BIG)',
        }),
      )
      const [smallest] = LIMITS.filter(({ limit }) => length > limit)
        .map(({ limit }) => limit)
        .toReversed()
      if (smallest === undefined) continue
      const with_ = functions.length > 1 ? ` with its ${functions.length - 1} subprograms` : ''
      yield* refuse(
        {
          program: info.name,
          ...(info.location && { location: info.location }),
          message: `${info.name}: ${length} instructions${with_}; the limit is ${smallest}`,
          hint: 'Split it with bpf_tail_call(), unroll less, or let subprograms do what stands there twice',
        },
        merge(phases),
      )
    }
  },
}

/** Neighbours with the same words are one. */
function merge(phases: readonly Phase[]): Phase[] {
  const [first] = phases
  const last = phases.at(-1)
  if (first === undefined || last === undefined || compareReleases(first.since, last.since) === 0) return [...phases]
  return [{ ...last, since: first.since }]
}
