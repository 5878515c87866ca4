import { FEATURES } from '../../bpf/cpus.generated.ts'
import { operationOf } from '../analysis/instruction.ts'
import type { Rule } from '../rule.ts'
import { hex, instructionRule, inWords } from './instruction_rule.ts'
import { ALWAYS } from './refusal.ts'

const SINCE = FEATURES.jlt.since

export const conditionalJumps: Rule = instructionRule({
  name: 'conditional-jumps',
  scope: 'reachable',
  summary: `Jumps on \`<\` and \`<=\` (\`v2\` code) came with Linux ${SINCE}.`,
  features: ['jlt'],
  describe: (_, code, i) => ({
    what: inWords('jlt'),
    phases: [{ since: ALWAYS, until: SINCE, says: `invalid BPF_JMP opcode ${hex(operationOf(code.opcode[i] ?? 0))}` }],
  }),
  hint: "build with cpu: 'v1'",
})
