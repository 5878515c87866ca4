import { FEATURES } from '../../bpf/cpus.generated.ts'
import type { Rule } from '../rule.ts'
import { instructionRule, inWords, OPCODE_TABLE } from './instruction_rule.ts'
import { ALWAYS } from './refusal.ts'

const SINCE = FEATURES.gotox.since

/** `BPF_JMP | BPF_JA | BPF_X`, with maps of instructions as its tables. */
export const indirectJumps: Rule = instructionRule({
  name: 'indirect-jumps',
  scope: 'whole-program',
  summary: `A jump through a register, as from a jump table, came with Linux ${SINCE}.`,
  features: ['gotox'],
  describe: () => ({
    what: `${FEATURES.gotox.what} (a jump table)`,
    phases: [
      { since: ALWAYS, until: OPCODE_TABLE, says: 'BPF_JA uses reserved fields' },
      { since: OPCODE_TABLE, until: SINCE, says: 'unknown opcode 0d', everywhere: true },
    ],
  }),
  hint: 'build with jumpTables: false, so that a switch becomes comparisons',
})

/** No kernel so far calls through a register. */
export const indirectCalls: Rule = instructionRule({
  name: 'indirect-calls',
  scope: 'whole-program',
  summary: 'A call through a register is refused by every kernel so far.',
  features: ['callx'],
  describe: () => ({
    what: inWords('callx'),
    phases: [
      { since: ALWAYS, until: OPCODE_TABLE, says: 'BPF_CALL uses reserved fields' },
      { since: OPCODE_TABLE, says: 'unknown opcode 8d', everywhere: true },
    ],
  }),
  hint: 'call the functions by name, in a switch over what the pointer would have been',
})
