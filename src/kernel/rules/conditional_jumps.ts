import { operationOf } from '../analysis/instruction.ts'
import type { Rule } from '../rule.ts'
import { hex, instructionRule } from './instruction_rule.ts'
import { ALWAYS } from './refusal.ts'

/** 92b31a9af73b, "bpf: add BPF_J{LT,LE,SLT,SLE} instructions". */
export const conditionalJumps: Rule = instructionRule({
  name: 'conditional-jumps',
  scope: 'reachable',
  summary: 'Jumps on `<` and `<=` (`v2` code) came with Linux 4.14.',
  features: ['jlt'],
  describe: (_, code, i) => ({
    what: 'a jump on < or <= (v2 code)',
    phases: [{ since: ALWAYS, until: '4.14', says: `invalid BPF_JMP opcode ${hex(operationOf(code.opcode[i] ?? 0))}` }],
  }),
  hint: "Build with cpu: 'v1'",
})
