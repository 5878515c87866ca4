/** What LLVM makes for which cpu. */
import { type Cpu, FEATURES, type Feature, type FeatureFacts, INSTRUCTION_SETS, SET_OF } from './cpus.generated.ts'

/** Whether LLVM may emit the feature by itself for that cpu. For `probe`, whatever any machine may have. */
export function mayEmit(cpu: Cpu, feature: Feature): boolean {
  const { set }: FeatureFacts = FEATURES[feature]
  const own = SET_OF[cpu] ?? INSTRUCTION_SETS[INSTRUCTION_SETS.length - 1]
  return set !== undefined && own !== undefined && INSTRUCTION_SETS.indexOf(set) <= INSTRUCTION_SETS.indexOf(own)
}
