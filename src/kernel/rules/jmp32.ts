import { FEATURES } from '../../bpf/cpus.generated.ts'
import type { Rule } from '../rule.ts'
import { hex, instructionRule, inWords, OPCODE_TABLE } from './instruction_rule.ts'
import { ALWAYS } from './refusal.ts'

const SINCE = FEATURES.jmp32.since

export const jmp32: Rule = instructionRule({
  name: 'jmp32',
  scope: 'whole-program',
  summary: `Jumps that compare 32-bit registers (\`v3\` code) came with Linux ${SINCE}.`,
  features: ['jmp32'],
  describe: (_, code, i) => ({
    what: inWords('jmp32'),
    phases: [
      { since: ALWAYS, until: OPCODE_TABLE, says: 'unknown insn class 6' },
      { since: OPCODE_TABLE, until: SINCE, says: `unknown opcode ${hex(code.opcode[i] ?? 0)}`, everywhere: true },
    ],
  }),
  hint: "build with cpu: 'v2', or 'v1' before 4.14",
})
