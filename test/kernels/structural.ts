/**
 * Refusals that an object shows before it is loaded: what our rules are to see.
 * Everything else depends on what a path does or on the kernel's configuration.
 */
import type { Load } from './vm.ts'

const VERIFIER: readonly RegExp[] = [
  // Control flow and calls: check_cfg, check_subprogs, check_max_stack_depth.
  /^back-edge from insn/m,
  /^infinite loop detected at insn/m,
  /^unreachable insn/m,
  /^jump out of range/m,
  /^jump into the middle of ldimm64/m,
  /^last insn is not an exit or jmp/m,
  /^too many subprograms/m,
  /^number of funcs in func_info doesn't match/m,
  /^the call stack of \d+ frames is too deep/m,
  /^combined stack size of/m,
  /^tail_calls are not allowed/m,
  /is only allowed in functions that return 'int'/,
  /^BPF_LD_\[ABS\|IND\] instructions/m,
  /^The total number of maps per program/m,
  /^function calls to other bpf functions are allowed/m,
  // Instructions.
  /^unknown opcode/m,
  /^BPF_\w+ uses (reserved fields|invalid atomic opcode)/m,
  /^invalid BPF_LD_IMM insn/m,
  /^(unrecognized|invalid) bpf_ld_imm64 insn/m,
  /^addr_space_cast insn can only be used/m,
  // Helpers and kernel functions.
  /^invalid func /m,
  /^unknown func /m,
  /^program of this type cannot use helper/m,
  /^cannot call GPL-restricted function/m,
  /^helper call might sleep in a non-sleepable prog/m,
  /^cannot call kernel function from non-GPL/m,
  /^calling kernel function \S+ is not allowed/m,
  /^callback function not static/m,
  /^missing btf func_info/m,
  /must have a GPL compatible license/,
  // Line records.
  /^Invalid line_info/m,
  /^Invalid insn code at line_info/m,
  /^missing bpf_line_info for/m,
  // Maps and types.
  /progs cannot use bpf_\S+ yet/,
  /can only use preallocated hash map/,
  /^Sleepable programs can only use/m,
  /^Only fentry\/fexit\/fmod_ret.* programs can be sleepable/m,
  /^Global function \S+ doesn't return scalar/m,
  /^Arg#\d type \w+ in \S+ is not supported yet/m,
]

const TYPES = /Invalid (kind|btf_info|name)|Too many types|vlen == 0/

export function isStructural({ stage, log = '', messages = '' }: Load): boolean {
  switch (stage) {
    case 'btf':
      return TYPES.test(log)
    case 'map':
      return /failed to create: /.test(messages)
    case 'program':
      return VERIFIER.some((words) => words.test(log))
    default:
      return false
  }
}
