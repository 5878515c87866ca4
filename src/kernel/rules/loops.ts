import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, placeOf, refuse } from './refusal.ts'

/** 2589726d12a1, "bpf: introduce bounded loops". */
const LOOPS = '5.3'

export const loops: Rule = {
  name: 'loops',
  scope: 'whole-program',
  summary: 'A loop (a jump that closes a cycle) is refused before Linux 5.3.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      for (const { code, base } of program.functions) {
        for (const { from, to } of code.flow().backEdges) {
          yield* refuse(
            {
              ...placeOf(program, code, from),
              message: `${code.info.name}: a loop of ${Math.abs(from - to) + 1} instructions stays`,
              hint: 'give it a trip count that is known when compiling, so that it can be unrolled (unrollLoops: true)',
            },
            [{ since: ALWAYS, until: LOOPS, says: `back-edge from insn ${base + from} to ${base + to}` }],
          )
        }
      }
    }
  },
}

/**
 * A cycle without a way out. Before 5.3 it is a loop like any other; since, the verifier refuses
 * it where it walks there: whether values keep it away, only the verifier knows.
 */
export const endlessLoops: Rule = {
  name: 'endless-loops',
  scope: 'reachable',
  summary: 'A loop that nothing leaves is refused by every kernel that comes by.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      for (const { code, base } of program.functions) {
        const at = code.flow().endless
        if (at === undefined) continue
        const certain = program.isCertain(code, at)
        yield* refuse(
          {
            ...placeOf(program, code, at),
            ...(!certain && { uncertain: true }),
            message: `${code.info.name}: nothing leaves this loop${certain ? '' : ', should the verifier come there'}`,
            hint: 'give the loop an end; what panics must return',
          },
          [{ since: LOOPS, says: `infinite loop detected at insn ${base + at}` }],
          program.guardAt(code, at),
        )
      }
    }
  },
}
