import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, counted, refuse } from './refusal.ts'

/**
 * `bpf_prog_load` in kernel/bpf/syscall.c: `insn_cnt >= BPF_MAXINSNS` in 4.9, `>` in 4.10;
 * c04c0d2b968a (5.2) raised the limit for privileged loaders.
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
      const exceeded = LIMITS.filter(({ limit }) => length > limit)
      const worst = exceeded.at(-1)
      if (worst === undefined) continue
      const appended = functions.length > 1 ? ` with ${counted(functions.length - 1, 'subprogram')}` : ''
      const before = worst.until === undefined ? '' : ` before ${worst.until}`
      yield* refuse(
        {
          program: info.name,
          ...(info.location && { location: info.location }),
          message: `${info.name}: ${length} instructions${appended}; the limit is ${worst.limit}${before}`,
          hint: 'split it with bpf_tail_call(), unroll less, or let subprograms do what stands there twice',
        },
        // The system call fails before there is a log, on all of them alike.
        [
          {
            since: ALWAYS,
            ...(worst.until !== undefined && { until: worst.until }),
            says: 'Argument list too long (E2BIG)',
          },
        ],
      )
    }
  },
}
