/** Tail calls in programs with several functions. */

import type { BtfType } from '../../object/btf_types.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { counted, placeOf, refuse } from './refusal.ts'
import { roundUp, tailCallOf } from './stack.ts'
import { SUBPROGRAMS } from './subprograms.ts'

/** e411901c0b77, "bpf: allow for tailcalls in BPF subprograms for x64 JIT". */
const TOGETHER = '5.10'

export const tailCalls: Rule = {
  name: 'tail-calls',
  scope: 'whole-program',
  summary:
    'A tail call in a program with subprograms came with Linux 5.10, on arm64 with 6.0, s390x 6.3, loongarch 6.4.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      if (program.functions.length === 1) continue
      for (const { code } of program.functions) {
        const index = tailCallOf(code.calls)
        if (index === undefined) continue
        yield* refuse(
          {
            ...placeOf(program, code, index),
            message: `${code.info.name}: a tail call in a program with ${counted(program.functions.length - 1, 'subprogram')}`,
            hint: 'inline the subprograms: build with inlineAll: true',
          },
          [
            {
              since: SUBPROGRAMS,
              until: TOGETHER,
              says: 'tail_calls are not allowed in programs with bpf-to-bpf calls',
            },
          ],
        )
      }
    }
  },
}

/** 7f6e4312e15a, "bpf: Limit caller's stack depth 256 for subprogs with tailcalls". */
const CALLER_STACK = 256

export const tailCallStack: Rule = {
  name: 'tail-call-stack',
  scope: 'whole-program',
  summary: 'Above a subprogram that makes a tail call, callers have less than 256 bytes of stack.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      if (program.depth().frames.cycle !== undefined) continue
      for (const { code } of program.functions.slice(1)) {
        const index = tailCallOf(code.calls)
        if (index === undefined) continue
        const by32 = program.depth().above(code, ({ frame }) => roundUp(Math.max(frame().bytes, 1), 32))
        const by16 = program.depth().above(code, ({ frame }) => roundUp(frame().bytes, 16))
        if (by32 < CALLER_STACK) continue
        const says = (bytes: number) =>
          `tail_calls are not allowed when call stack of previous frames is ${bytes} bytes. Too large`
        yield* refuse(
          {
            ...placeOf(program, code, index),
            message: `${code.info.name} makes a tail call below ${by32} bytes of stack; the limit is ${CALLER_STACK - 1}`,
            hint: 'make the tail call in the program itself, or keep the large variables of its callers in a map',
          },
          by16 < CALLER_STACK
            ? [{ since: TOGETHER, until: '6.9', says: says(by32) }]
            : [
                { since: TOGETHER, until: '6.9', says: says(by32) },
                { since: '6.9', says: says(by16) },
              ],
        )
      }
    }
  },
}

/** `check_btf_func`: 09b28d76eac4, "bpf: Add abnormal return checks". */
export const abnormalReturns: Rule = {
  name: 'abnormal-returns',
  scope: 'whole-program',
  summary: 'A subprogram that makes a tail call or loads packet bytes (LD_ABS) must return `int`, from Linux 5.10 on.',
  *check({ object, programs }: CheckContext): Generator<Violation> {
    const types = object.btf?.types
    if (types === undefined) return
    for (const program of programs()) {
      for (const { code } of program.functions.slice(1)) {
        if (code.info.btfType === undefined || returnsInt(types, code.info.btfType)) continue
        const tailCall = tailCallOf(code.calls)
        const index = tailCall ?? code.uses().get('ld-abs')?.[0]
        if (index === undefined) continue
        const what = tailCall === undefined ? 'LD_ABS' : 'tail_call'
        yield* refuse(
          {
            ...placeOf(program, code, index),
            message: `${code.info.name}: ${what} in a subprogram that does not return int`,
            hint: `let ${code.info.name} return int`,
          },
          [{ since: TOGETHER, says: `${what} is only allowed in functions that return 'int'.` }],
        )
      }
    }
  },
}

/** An integer of at most 8 bytes or an enumeration, through typedefs and qualifiers. */
function returnsInt(types: readonly BtfType[], id: number): boolean {
  const func = types[id]
  const proto = func?.kind === 'func' ? types[func.type] : undefined
  if (proto?.kind !== 'funcProto') return true
  let type = types[proto.returnType]
  while (type?.kind === 'typedef' || type?.kind === 'const' || type?.kind === 'volatile') type = types[type.type]
  return type?.kind === 'int' || type?.kind === 'enum' || type?.kind === 'enum64'
}
