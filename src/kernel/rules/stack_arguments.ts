import { FEATURES } from '../../bpf/cpus.generated.ts'
import type { Rule } from '../rule.ts'
import { instructionRule, inWords } from './instruction_rule.ts'
import { ALWAYS } from './refusal.ts'

/** bpf_jit_supports_stack_args(): Linux 7.2.12 and 7.3.4 load such programs, 6.18 does not know the register. */
const SINCE = FEATURES['stack-arguments'].since

/** LLVM 23 compiles a sixth argument, at every cpu, into `*(u64 *)(r11 - 8)`. The linker refuses it (CODEGEN_ERROR). */
export const stackArguments: Rule = instructionRule({
  name: 'stack-arguments',
  scope: 'whole-program',
  summary: `An argument beyond the fifth came with Linux ${SINCE}.`,
  features: ['stack-arguments'],
  describe: () => ({
    what: inWords('stack-arguments'),
    phases: [{ since: ALWAYS, until: SINCE, says: 'R11 is invalid' }],
  }),
  hint: 'pass a pointer to a struct, or let the function be inlined',
})
