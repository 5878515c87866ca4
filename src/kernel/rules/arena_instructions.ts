import { FEATURES } from '../../bpf/cpus.generated.ts'
import type { LoadedProgram } from '../analysis/program.ts'
import { ARENA } from '../data/map_types.generated.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { instructionRule, inWords, OPCODE_TABLE } from './instruction_rule.ts'
import { mapUses } from './map_uses.ts'
import { ALWAYS, more, placeOf, refuse, usesIn } from './refusal.ts'

const MAY_GOTO = FEATURES['may-goto'].since

export const mayGoto: Rule = instructionRule({
  name: 'may-goto',
  scope: 'whole-program',
  summary: `\`may_goto\`, which \`can_loop\` and \`cond_break\` use, came with Linux ${MAY_GOTO}.`,
  features: ['may-goto'],
  describe: () => ({
    what: inWords('may-goto'),
    phases: [
      { since: ALWAYS, until: OPCODE_TABLE, says: 'invalid BPF_JMP opcode e0' },
      { since: OPCODE_TABLE, until: MAY_GOTO, says: 'unknown opcode e5', everywhere: true },
    ],
  }),
  hint: 'bound the loop by a number instead of can_loop or cond_break, or use bpf_loop() from 5.17',
})

/** Looked at on walked paths only. */
const CASTS = FEATURES['address-space-cast'].since

export const addressSpaceCast: Rule = {
  name: 'address-space-cast',
  scope: 'reachable',
  summary: `Casts between address spaces came with Linux ${CASTS}, for programs that use an arena.`,
  *check(context: CheckContext): Generator<Violation> {
    const withArena = new Set<LoadedProgram>()
    for (const { program, map } of mapUses(context)) if (map.definition?.type === ARENA) withArena.add(program)
    const hasVariables = context.object.dataSections.some(({ kind }) => kind === 'arena')
    for (const { program, fn, index, guard, count } of usesIn(context.programs(), (code) =>
      code.uses().get('address-space-cast'),
    )) {
      const place = { ...placeOf(program, fn.code, index) }
      const what = `${fn.code.info.name}: ${inWords('address-space-cast')}`
      const hint = 'keep the data in an array map instead of an arena'
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
          hint: 'use a map of the type BPF_MAP_TYPE_ARENA',
        },
        [{ since: CASTS, says: 'addr_space_cast insn can only be used in a program that has an associated arena' }],
        guard,
      )
    }
  },
}
