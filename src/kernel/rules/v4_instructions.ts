import { FEATURES, type Feature } from '../../bpf/cpus.generated.ts'
import type { Rule } from '../rule.ts'
import { hex, instructionRule, inWords, OPCODE_TABLE } from './instruction_rule.ts'
import { ALWAYS, type Phase } from './refusal.ts'

/** They came together. */
const V4 = FEATURES.memsx.since

export const v4Instructions: Rule = instructionRule({
  name: 'v4-instructions',
  scope: 'whole-program',
  summary: `Sign-extending loads and moves, signed division, \`bswap\` and \`gotol\` (\`v4\` code) came with Linux ${V4}.`,
  features: ['memsx', 'movsx', 'sdiv', 'bswap', 'gotol'],
  describe: (feature, code, i) => ({
    what: inWords(feature),
    phases: phasesOf(feature, code.opcode[i] ?? 0),
  }),
  hint: "build with cpu: 'v3'",
})

function phasesOf(feature: Feature, opcode: number): Phase[] {
  const unknown: Phase = { since: OPCODE_TABLE, until: V4, says: `unknown opcode ${hex(opcode)}`, everywhere: true }
  switch (feature) {
    case 'memsx':
      return [{ since: ALWAYS, until: V4, says: 'BPF_LDX uses reserved fields', everywhere: true }]
    case 'movsx':
      return [{ since: ALWAYS, until: V4, says: 'BPF_MOV uses reserved fields' }]
    case 'sdiv':
      return [{ since: ALWAYS, until: V4, says: 'BPF_ALU uses reserved fields' }]
    case 'bswap':
      return [{ since: ALWAYS, until: OPCODE_TABLE, says: 'BPF_END uses reserved fields' }, unknown]
    default:
      return [{ since: ALWAYS, until: OPCODE_TABLE, says: 'unknown insn class 6' }, unknown]
  }
}
