import type { LoadedProgram } from '../analysis/program.ts'
import { ARENA } from '../map_types.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { instructionRule, OPCODE_TABLE } from './instruction_rule.ts'
import { mapUses } from './map_uses.ts'
import { ALWAYS, more, placeOf, refuse, usesIn } from './refusal.ts'

/** 011832b97b31, "bpf: Introduce may_goto instruction". */
export const mayGoto: Rule = instructionRule({
  name: 'may-goto',
  scope: 'whole-program',
  summary: '`may_goto`, which `can_loop` and `cond_break` use, came with Linux 6.9.',
  features: ['may-goto'],
  describe: () => ({
    what: 'a may_goto',
    phases: [
      { since: ALWAYS, until: OPCODE_TABLE, says: 'invalid BPF_JMP opcode e0' },
      { since: OPCODE_TABLE, until: '6.9', says: 'unknown opcode e5', everywhere: true },
    ],
  }),
  hint: 'Bound the loop by a number instead of can_loop or cond_break, or use bpf_loop() from 5.17',
})

/** 6082b6c328b5, "bpf: Recognize addr_space_cast instruction in the verifier". Looked at on walked paths only. */
const CASTS = '6.9'

export const addressSpaceCast: Rule = {
  name: 'address-space-cast',
  scope: 'reachable',
  summary: 'Casts between address spaces came with Linux 6.9, for programs that use an arena.',
  *check(context: CheckContext): Generator<Violation> {
    const withArena = new Set<LoadedProgram>()
    for (const { program, map } of mapUses(context)) if (map.definition?.type === ARENA) withArena.add(program)
    const hasVariables = context.object.dataSections.some(({ kind }) => kind === 'arena')
    for (const { program, fn, index, guard, count } of usesIn(context.programs(), (code) =>
      code.uses().get('address-space-cast'),
    )) {
      const place = { ...placeOf(program, fn.code, index) }
      const what = `${fn.code.info.name}: a cast between address spaces`
      const hint = 'Keep the data in an array map instead of an arena'
      yield* refuse(
        { ...place, message: `${what}, which kernels have since ${CASTS}${more(count)}`, hint },
        [{ since: ALWAYS, until: CASTS, says: 'BPF_MOV uses reserved fields' }],
        guard,
      )
      if (hasVariables || withArena.has(program)) continue
      yield* refuse(
        {
          ...place,
          message: `${what} in a program that uses no arena`,
          hint: 'Use a map of the type BPF_MAP_TYPE_ARENA',
        },
        [{ since: CASTS, says: 'addr_space_cast insn can only be used in a program that has an associated arena' }],
        guard,
      )
    }
  },
}
