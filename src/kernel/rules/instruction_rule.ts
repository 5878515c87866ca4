/** Rules on one kind of instruction: a table row each. */

import { FEATURES, type FeatureFacts, type Feature as InstructionFeature } from '../../bpf/cpus.generated.ts'
import type { Feature } from '../analysis/features_used.ts'
import type { Instructions } from '../analysis/instruction.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { more, type Phase, placeOf, refuse, usesIn } from './refusal.ts'

export interface InstructionRule<F extends Feature> extends Pick<Rule, 'name' | 'summary' | 'scope'> {
  features: readonly F[]
  /** By feature: what the source calls it, and what kernels say. */
  describe(feature: F, code: Instructions, index: number): { what: string; phases: readonly Phase[] }
  hint: string
}

export function instructionRule<const F extends Feature>({
  features,
  describe,
  hint,
  ...rule
}: InstructionRule<F>): Rule {
  return {
    ...rule,
    *check({ programs }: CheckContext): Generator<Violation> {
      for (const feature of features) {
        for (const { program, fn, index, guard, count } of usesIn(programs(), (code) => code.uses().get(feature))) {
          const { what, phases } = describe(feature, fn.code.code, index)
          const until = phases.at(-1)?.until
          const kernels = until === undefined ? 'no kernel so far has' : `kernels have since ${until}`
          const refused = {
            ...placeOf(program, fn.code, index),
            message: `${fn.code.info.name}: ${what}, which ${kernels}${more(count)}`,
            hint,
          }
          yield* refuse(refused, phases, guard)
        }
      }
    },
  }
}

/** The feature as messages name it: `a 32-bit jump (v3 code)`. */
export function inWords(feature: InstructionFeature): string {
  const { what, set }: FeatureFacts = FEATURES[feature]
  return set === undefined ? what : `${what} (${set} code)`
}

/** The opcode as the kernel prints it. */
export function hex(value: number): string {
  return value.toString(16).padStart(2, '0')
}

/** Before 4.16 (5e581dad4fec) an opcode was looked at where the verifier came by; since, all are, before it starts. */
export const OPCODE_TABLE = '4.16'
