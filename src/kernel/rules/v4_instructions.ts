/** 1f9a1ea821ff and the commits after it, "bpf: Support new sign-extension load insns". */

import type { Feature } from '../analysis/features_used.ts'
import type { Rule } from '../rule.ts'
import { hex, instructionRule, OPCODE_TABLE } from './instruction_rule.ts'
import { ALWAYS, type Phase } from './refusal.ts'

const V4 = '6.6'

const WHAT: Partial<Record<Feature, string>> = {
  memsx: 'a load that extends the sign',
  movsx: 'a move that extends the sign',
  sdiv: 'a signed division',
  bswap: 'an unconditional byte swap',
  gotol: 'a goto with a 32-bit distance',
}

export const v4Instructions: Rule = instructionRule({
  name: 'v4-instructions',
  scope: 'whole-program',
  summary: 'Sign-extending loads and moves, signed division, `bswap` and `gotol` (`v4` code) came with Linux 6.6.',
  features: ['memsx', 'movsx', 'sdiv', 'bswap', 'gotol'],
  describe: (feature, code, i) => ({
    what: `${WHAT[feature]} (v4 code)`,
    phases: phasesOf(feature, code.opcode[i] ?? 0),
  }),
  hint: "Build with cpu: 'v3'",
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
