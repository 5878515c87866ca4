import type { Rule } from '../rule.ts'
import { instructionRule, OPCODE_TABLE } from './instruction_rule.ts'
import { ALWAYS } from './refusal.ts'

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
export const addressSpaceCast: Rule = instructionRule({
  name: 'address-space-cast',
  scope: 'reachable',
  summary: 'Casts between address spaces, which arenas use, came with Linux 6.9.',
  features: ['address-space-cast'],
  describe: () => ({
    what: 'a cast between address spaces',
    phases: [{ since: ALWAYS, until: '6.9', says: 'BPF_MOV uses reserved fields' }],
  }),
  hint: 'Keep the data in an array map instead of an arena',
})
