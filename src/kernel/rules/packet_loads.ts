/** `LD_ABS` and `LD_IND`, which old compilers and hand-written code use to read packets. */

import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, more, placeOf, refuse, usesIn } from './refusal.ts'
import { SUBPROGRAMS } from './subprograms.ts'

/** `may_access_skb`. */
const TYPES: ReadonlySet<string> = new Set([
  'BPF_PROG_TYPE_SOCKET_FILTER',
  'BPF_PROG_TYPE_SCHED_CLS',
  'BPF_PROG_TYPE_SCHED_ACT',
])

export const packetLoads: Rule = {
  name: 'packet-loads',
  scope: 'reachable',
  summary:
    'Packet loads (LD_ABS, LD_IND) are for socket filters and traffic control only, and before 5.10 not beside subprograms.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const { program, fn, index, guard, count } of usesIn(programs(), (code) => code.uses().get('ld-abs'))) {
      const { programType } = program.info
      const place = placeOf(program, fn.code, index)
      if (programType !== undefined && !TYPES.has(programType)) {
        yield* refuse(
          {
            ...place,
            message: `${fn.code.info.name}: a packet load in a ${programType} program${more(count)}`,
            hint: 'read the packet through its data pointers, or with bpf_skb_load_bytes()',
          },
          [{ since: ALWAYS, says: 'BPF_LD_[ABS|IND] instructions not allowed for this program type' }],
          guard,
        )
      }
      if (program.functions.length > 1) {
        yield* refuse(
          {
            ...place,
            message: `${fn.code.info.name}: a packet load in a program with subprograms${more(count)}`,
            hint: 'inline the subprograms: build with inlineAll: true',
          },
          [
            {
              since: SUBPROGRAMS,
              until: '5.10',
              says: 'BPF_LD_[ABS|IND] instructions cannot be mixed with bpf-to-bpf calls',
            },
          ],
          guard,
        )
      }
    }
  },
}
