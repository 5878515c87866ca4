/** Rules on the code of programs, in the order in which a kernel comes by them. */

import type { Rule } from '../rule.ts'
import { addressSpaceCast, mayGoto } from './arena_instructions.ts'
import { acquireRelease, atomics, smallAtomics } from './atomics.ts'
import { callSources } from './call_sources.ts'
import { conditionalJumps } from './conditional_jumps.ts'
import { jumpRange, lastInstruction, unreachableCode } from './control_flow.ts'
import { gplHelpers, helpers, sleepingHelpers } from './helpers.ts'
import { indirectCalls, indirectJumps } from './indirect_jumps.ts'
import { jmp32 } from './jmp32.ts'
import { gplKfuncs, kfuncs } from './kfuncs.ts'
import { loadSources } from './load_sources.ts'
import { endlessLoops, loops } from './loops.ts'
import { mapCount } from './map_count.ts'
import { packetLoads } from './packet_loads.ts'
import { programSize } from './program_size.ts'
import { stackDepth, stackFrame } from './stack.ts'
import { stackArguments } from './stack_arguments.ts'
import { callDepth, recursion, subprogramCount, subprograms } from './subprograms.ts'
import { abnormalReturns, tailCallStack, tailCalls } from './tail_calls.ts'
import { unknownInstructions } from './unknown_instructions.ts'
import { v4Instructions } from './v4_instructions.ts'
import { verifierBudget } from './verifier_budget.ts'

export const programRules: readonly Rule[] = [
  programSize,
  subprogramCount,
  subprograms,
  jumpRange,
  lastInstruction,
  abnormalReturns,
  gplKfuncs,
  loadSources,
  mapCount,
  unknownInstructions,
  conditionalJumps,
  jmp32,
  atomics,
  smallAtomics,
  acquireRelease,
  v4Instructions,
  mayGoto,
  addressSpaceCast,
  indirectJumps,
  indirectCalls,
  stackArguments,
  loops,
  unreachableCode,
  recursion,
  callDepth,
  callSources,
  helpers,
  gplHelpers,
  sleepingHelpers,
  kfuncs,
  packetLoads,
  tailCalls,
  endlessLoops,
  verifierBudget,
  stackFrame,
  stackDepth,
  tailCallStack,
]
