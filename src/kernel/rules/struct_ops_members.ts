import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, refuse } from './refusal.ts'

/** `unsupported_ops` of net/ipv4/bpf_tcp_ca.c, the same in 5.10, 6.1, 6.12 and 6.18. */
const UNSUPPORTED: ReadonlyMap<string, ReadonlySet<string>> = new Map([['tcp_congestion_ops', new Set(['get_info'])]])

export const structOpsMembers: Rule = {
  name: 'struct-ops-members',
  scope: 'whole-program',
  summary: 'Some members of a struct_ops struct cannot be BPF programs: `get_info` of `tcp_congestion_ops`.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const { info, member } of programs()) {
      const place = info.programType === 'BPF_PROG_TYPE_STRUCT_OPS' ? member() : undefined
      if (place === undefined || UNSUPPORTED.get(place.struct)?.has(place.member) !== true) continue
      yield* refuse(
        {
          program: info.name,
          ...(info.location && { location: info.location }),
          message: `${info.name} is the member ${place.member} of ${place.struct}, which no kernel takes from a program`,
          hint: `leave ${place.member} out of the struct`,
        },
        [{ since: ALWAYS, says: `attach to unsupported member ${place.member} of struct ${place.struct}` }],
      )
    }
  },
}
