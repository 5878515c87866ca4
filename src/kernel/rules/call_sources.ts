import { CALL, PSEUDO_KFUNC_CALL } from '../../bpf/opcodes.generated.ts'
import type { FunctionCode } from '../analysis/function_code.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, more, placeOf, refuse, usesIn } from './refusal.ts'

/** `do_check`. Which of the sources a kernel knows is the business of `subprograms` and `kfuncs`. */
export const callSources: Rule = {
  name: 'call-sources',
  scope: 'reachable',
  summary: 'A call is of a helper, of a function, or of a kernel function; its other fields are 0.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const { program, fn, index, guard, count } of usesIn(programs(), badCalls)) {
      yield* refuse(
        {
          ...placeOf(program, fn.code, index),
          message: `${fn.code.info.name}: instruction ${index} calls what is no helper, function or kernel function${more(count)}`,
          hint: 'no compiler emits this: find what changed the code afterwards',
        },
        [{ since: ALWAYS, says: 'BPF_CALL uses reserved fields' }],
        guard,
      )
    }
  },
}

function badCalls({ code }: FunctionCode): number[] | undefined {
  let found: number[] | undefined
  for (let i = 0; i < code.length; i++) {
    if (code.opcode[i] !== CALL) continue
    if ((code.src[i] ?? 0) <= PSEUDO_KFUNC_CALL && code.dst[i] === 0) continue
    found ??= []
    found.push(i)
  }
  return found
}
