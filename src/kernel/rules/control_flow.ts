/** What `check_subprogs` and `check_cfg` want of the ways through a function, on every kernel. */

import { LD_IMM64 } from '../../bpf/opcodes.generated.ts'
import { endsWell } from '../analysis/flow.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, type Phase, placeOf, refuse } from './refusal.ts'
import { SUBPROGRAMS } from './subprograms.ts'

export const unreachableCode: Rule = {
  name: 'unreachable-code',
  scope: 'whole-program',
  summary: 'An instruction that no path leads to is refused by every kernel.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      for (const { code, base } of program.functions) {
        const flow = code.flow()
        if (flow.indirect) continue
        const index = flow.reached.findIndex(
          (reached, i) => reached === 0 && !isSecondHalf(flow.reached, code.code.opcode, i),
        )
        if (index === -1) continue
        yield* refuse(
          {
            ...placeOf(program, code, index),
            message: `${code.info.name}: no path leads to instruction ${index}`,
            hint: 'let LLVM remove it: build with optimize: 1 or more',
          },
          [{ since: ALWAYS, says: `unreachable insn ${base + index}` }],
        )
      }
    }
  },
}

function isSecondHalf(reached: Uint8Array, opcode: Uint8Array, i: number): boolean {
  return i > 0 && opcode[i - 1] === LD_IMM64 && reached[i - 1] === 1
}

export const jumpRange: Rule = {
  name: 'jump-range',
  scope: 'whole-program',
  summary: 'A jump must lead to an instruction of its own function.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      for (const { code, base } of program.functions) {
        const { outOfRange, intoWide } = code.flow()
        for (const { from, to } of outOfRange) {
          // The fall off the end is the next rule's.
          if (to === code.code.length && from === to - 1 && !endsWell(code.code)) continue
          yield* refuse(
            {
              ...placeOf(program, code, from),
              message: `${code.info.name}: instruction ${from} jumps out of the function`,
              hint: 'the compiler does not emit this: find what changed the code afterwards',
            },
            [{ since: ALWAYS, says: `jump out of range from insn ${base + from} to ${base + to}` }],
          )
        }
        for (const { from, to } of intoWide) {
          yield* refuse(
            {
              ...placeOf(program, code, from),
              message: `${code.info.name}: instruction ${from} jumps into the middle of a 16-byte load`,
              hint: 'the compiler does not emit this: find what changed the code afterwards',
            },
            [
              { since: ALWAYS, until: '6.6', says: 'invalid BPF_LD_IMM insn' },
              { since: '6.6', says: `jump into the middle of ldimm64 insn ${base + to - 1}` },
            ],
          )
        }
      }
    }
  },
}

export const lastInstruction: Rule = {
  name: 'last-instruction',
  scope: 'whole-program',
  summary: 'A function must end with `exit` or `goto`.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      for (const { code, base } of program.functions) {
        const last = code.code.length - 1
        if (last < 0 || endsWell(code.code)) continue
        const before: Phase = {
          since: ALWAYS,
          until: SUBPROGRAMS,
          says: `jump out of range from insn ${base + last} to ${base + last + 1}`,
        }
        yield* refuse(
          {
            ...placeOf(program, code, last),
            message: `${code.info.name}: its last instruction is neither exit nor goto`,
            hint: 'let every path return: a call that never returns, such as a panic, must be followed by a return',
          },
          [before, { since: SUBPROGRAMS, says: 'last insn is not an exit or jmp' }],
        )
      }
    }
  },
}
