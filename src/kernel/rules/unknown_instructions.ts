import { ALU, ALU64, JMP, JMP32, LD } from '../../bpf/opcodes.generated.ts'
import { classOf, operationOf } from '../analysis/instruction.ts'
import type { Rule } from '../rule.ts'
import { hex, instructionRule, OPCODE_TABLE } from './instruction_rule.ts'
import { ALWAYS } from './refusal.ts'

export const unknownInstructions: Rule = instructionRule({
  name: 'unknown-instructions',
  scope: 'whole-program',
  summary: 'An opcode must be one that kernels know.',
  features: ['unknown'],
  describe: (_, { opcode }, index) => {
    const code = opcode[index] ?? 0
    return {
      what: `an instruction with the opcode 0x${hex(code)}`,
      phases: [
        { since: ALWAYS, until: OPCODE_TABLE, says: wordsBefore(code) },
        { since: OPCODE_TABLE, says: `unknown opcode ${hex(code)}`, everywhere: true },
      ],
    }
  },
  hint: 'no compiler emits this: find what changed the code afterwards',
})

/** Before the table of opcodes, `do_check` refused by class. */
function wordsBefore(opcode: number): string {
  switch (classOf(opcode)) {
    case ALU:
    case ALU64:
      return `invalid BPF_ALU opcode ${operationOf(opcode).toString(16)}`
    case JMP:
      return `invalid BPF_JMP opcode ${operationOf(opcode).toString(16)}`
    case JMP32:
      return 'unknown insn class 6'
    case LD:
      return 'invalid BPF_LD mode'
    default:
      return 'uses reserved fields'
  }
}
