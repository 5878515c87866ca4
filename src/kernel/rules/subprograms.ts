/** Calls from BPF to BPF, how many functions, and how deep. */

import type { LoadedProgram } from '../analysis/program.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { GLOBAL_FUNCTIONS } from './global_functions.ts'
import { ALWAYS, type Phase, placeOf, refuse } from './refusal.ts'

/** cc8b0b92a169, "bpf: introduce function calls (function boundaries)". */
export const SUBPROGRAMS = '4.16'
/** `BPF_MAX_SUBPROGS`; the program itself is one of them. */
const MAX_FUNCTIONS = 256
/** `MAX_CALL_FRAMES`. */
const MAX_FRAMES = 8

export const subprograms: Rule = {
  name: 'subprograms',
  scope: 'whole-program',
  summary: 'Calls from one BPF function to another came with Linux 4.16.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      for (const { code } of program.functions) {
        const named = new Set<unknown>()
        for (const callee of code.callees()) {
          if (callee.kind !== 'subprogram' || named.has(callee.code)) continue
          named.add(callee.code)
          yield* refuse(
            {
              ...placeOf(program, code, callee.index),
              message: `${code.info.name} calls ${callee.code.info.name}; calls between BPF functions came with 4.16`,
              hint: 'make the callee static __always_inline, or build with inlineAll: true',
            },
            [{ since: ALWAYS, until: SUBPROGRAMS, says: 'BPF_CALL uses reserved fields' }],
          )
        }
      }
    }
  },
}

export const subprogramCount: Rule = {
  name: 'subprogram-count',
  scope: 'whole-program',
  summary: 'A program has at most 256 functions.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const { info, functions } of programs()) {
      if (functions.length <= MAX_FUNCTIONS) continue
      yield* refuse(
        {
          program: info.name,
          ...(info.location && { location: info.location }),
          message: `${info.name}: ${functions.length} functions; the limit is ${MAX_FUNCTIONS}`,
          hint: 'inline the small ones, or split the program with bpf_tail_call()',
        },
        [{ since: SUBPROGRAMS, says: 'too many subprograms' }],
      )
    }
  },
}

export const callDepth: Rule = {
  name: 'call-depth',
  scope: 'whole-program',
  summary: 'At most 8 functions deep: a program and seven calls below it.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      const { path, cycle } = program.depth().frames
      const ninth = path[MAX_FRAMES - 1]
      if (cycle !== undefined || ninth === undefined) continue
      const names = [program.info.name, ...path.map(({ callee }) => callee.info.name)]
      yield* refuse(
        {
          ...placeOf(program, ninth.caller, ninth.index),
          message: `calls go ${names.length} functions deep: ${names.join(' → ')}; the limit is ${MAX_FRAMES}`,
          hint: 'inline some of them: static __always_inline',
        },
        depthPhases(program),
      )
    }
  },
}

/**
 * `check_func_call` counts frames where the verifier walks, which from 5.6 on begins anew in each
 * global function; `check_max_stack_depth` counts whole paths afterwards, in words of its own.
 */
function depthPhases({ depth, functions }: LoadedProgram): Phase[] {
  const walked: Phase = { since: SUBPROGRAMS, says: `the call stack of ${MAX_FRAMES + 1} frames is too deep` }
  const starts = functions.filter(({ code }, i) => i === 0 || code.global)
  if (starts.length === 1 || starts.some(({ code }) => depth().walked(code) > MAX_FRAMES)) return [walked]
  return [
    { ...walked, until: GLOBAL_FUNCTIONS },
    { since: GLOBAL_FUNCTIONS, says: `the call stack of ${MAX_FRAMES} frames is too deep !` },
  ]
}

/** `check_cfg` saw a recursive call as a back-edge until 10e14e9652bf (6.7); since, the walk goes too deep. */
export const recursion: Rule = {
  name: 'recursion',
  scope: 'whole-program',
  summary: 'A function that calls itself, also through others, is refused by every kernel.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      const { cycle } = program.depth().frames
      if (cycle === undefined) continue
      const { caller, callee, index } = cycle
      const base = (code: unknown) => program.functions.find((fn) => fn.code === code)?.base ?? 0
      const self = caller === callee
      yield* refuse(
        {
          ...placeOf(program, caller, index),
          message: self
            ? `${caller.info.name} calls itself`
            : `${caller.info.name} calls ${callee.info.name}, which leads back to ${caller.info.name}`,
          hint: 'turn the recursion into a loop with a bound',
        },
        [
          { since: ALWAYS, until: SUBPROGRAMS, says: 'BPF_CALL uses reserved fields' },
          { since: SUBPROGRAMS, until: '6.7', says: `back-edge from insn ${base(caller) + index} to ${base(callee)}` },
          { since: '6.7', says: `the call stack of ${MAX_FRAMES + 1} frames is too deep` },
        ],
      )
    }
  },
}
