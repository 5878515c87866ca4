import type { Rule } from '../rule.ts'
import { hex, instructionRule, OPCODE_TABLE } from './instruction_rule.ts'
import { ALWAYS } from './refusal.ts'

/** 092ed0968bb6, "bpf: verifier support JMP32". */
export const jmp32: Rule = instructionRule({
  name: 'jmp32',
  scope: 'whole-program',
  summary: 'Jumps that compare 32-bit registers (`v3` code) came with Linux 5.1.',
  features: ['jmp32'],
  describe: (_, code, i) => ({
    what: 'a 32-bit jump (v3 code)',
    phases: [
      { since: ALWAYS, until: OPCODE_TABLE, says: 'unknown insn class 6' },
      { since: OPCODE_TABLE, until: '5.1', says: `unknown opcode ${hex(code.opcode[i] ?? 0)}`, everywhere: true },
    ],
  }),
  hint: "Build with cpu: 'v2', or 'v1' before 4.14",
})
