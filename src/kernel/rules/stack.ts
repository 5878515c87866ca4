/** One frame, and all frames of the deepest path together. */

import { LDX } from '../../bpf/opcodes.generated.ts'
import type { Call } from '../analysis/call_depth.ts'
import type { FunctionCode } from '../analysis/function_code.ts'
import { classOf } from '../analysis/instruction.ts'
import type { LoadedProgram } from '../analysis/program.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, type Phase, placeOf, refuse } from './refusal.ts'
import { SUBPROGRAMS } from './subprograms.ts'

/** `MAX_BPF_STACK`. */
const MAX_STACK = 512

export const stackFrame: Rule = {
  name: 'stack-size',
  scope: 'reachable',
  summary: 'A function has at most 512 bytes of stack.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      for (const { code } of program.functions) {
        const { bytes, lowest } = code.frame()
        if (bytes <= MAX_STACK || lowest === undefined) continue
        yield* refuse(
          {
            ...placeOf(program, code, lowest),
            message: `${code.info.name}: ${bytes} bytes of stack; the limit is ${MAX_STACK}`,
            hint: 'keep large variables in a per-CPU array map of one entry',
          },
          frameWords(code),
          program.guardAt(code, lowest),
        )
      }
    }
  },
}

/** An address alone is refused where a helper gets it: as one that it writes to, mostly. */
function frameWords({ code, frame }: FunctionCode): Phase[] {
  const { bytes, lowest = 0, base, width } = frame()
  if (width === 0) {
    return [
      { since: ALWAYS, until: '5.12', says: 'invalid stack type' },
      { since: '5.12', until: '6.14', says: 'invalid indirect access to stack' },
      { since: '6.14', says: 'invalid write to stack' },
    ]
  }
  const access = classOf(code.opcode[lowest] ?? 0) === LDX ? 'read from' : 'write to'
  return [
    { since: ALWAYS, until: '5.12', says: `invalid stack off=-${bytes} size=${width}` },
    { since: '5.12', says: `invalid ${access} stack R${base} off=-${bytes} size=${width}` },
  ]
}

/**
 * `check_max_stack_depth` rounds each frame to 32 bytes, with a JIT to 16 since
 * 6.9. Since 6.13 a tracing program has a private stack for each
 * function of 64 bytes or more, unless it makes tail calls (a76ab5731e32).
 */
export const stackDepth: Rule = {
  name: 'stack-depth',
  scope: 'whole-program',
  summary: 'All frames of a path of calls have at most 512 bytes of stack together.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      if (program.functions.length === 1 || program.depth().frames.cycle !== undefined) continue
      const by32 = program.depth().deepest((code) => roundUp(Math.max(code.frame().bytes, 1), 32))
      const by16 = program.depth().deepest((code) => roundUp(code.frame().bytes, 16))
      if (by32.bytes <= MAX_STACK) continue
      const phases: Phase[] = [{ since: SUBPROGRAMS, until: '6.9', says: combined(by32) }]
      if (by16.bytes > MAX_STACK) phases.push({ since: '6.9', ...privateSince(program), says: combined(by16) })
      const names = [program.info.name, ...by32.path.map(({ callee }) => callee.info.name)]
      yield* refuse(
        {
          program: program.info.name,
          ...placeOfCall(program, by32.path),
          message: `${names.join(' → ')}: ${by32.bytes} bytes of stack together; the limit is ${MAX_STACK}`,
          hint: 'keep large variables in a per-CPU array map of one entry, or inline a function into its caller',
        },
        phases,
      )
    }
  },
}

const PRIVATE_STACK: ReadonlySet<string> = new Set([
  'BPF_PROG_TYPE_KPROBE',
  'BPF_PROG_TYPE_TRACEPOINT',
  'BPF_PROG_TYPE_PERF_EVENT',
  'BPF_PROG_TYPE_RAW_TRACEPOINT',
  'BPF_PROG_TYPE_TRACING',
])

/** When private stacks end it: what stays shared is frames of less than 64 bytes. */
function privateSince(program: LoadedProgram): Pick<Phase, 'until'> {
  const { programType, attachType } = program.info
  if (!PRIVATE_STACK.has(programType ?? '') || attachType === 'BPF_TRACE_ITER') return {}
  if (program.functions.some(({ code }) => makesTailCall(code))) return {}
  const shared = program.depth().deepest((code) => {
    const bytes = roundUp(code.frame().bytes, 16)
    return bytes < 64 ? bytes : 0
  })
  return shared.bytes <= MAX_STACK ? { until: '6.13' } : {}
}

function combined({ bytes, path }: { bytes: number; path: readonly Call[] }): string {
  return `combined stack size of ${path.length + 1} calls is ${bytes}. Too large`
}

function placeOfCall(program: LoadedProgram, path: readonly Call[]): Pick<Violation, 'location'> {
  const last = path.at(-1)
  const location = last && placeOf(program, last.caller, last.index).location
  return location === undefined ? {} : { location }
}

/** `bpf_tail_call`. */
const TAIL_CALL = 12

function makesTailCall({ calls }: FunctionCode): boolean {
  return tailCallOf(calls) !== undefined
}

/** The first instruction that makes a tail call. */
export function tailCallOf(calls: FunctionCode['calls']): number | undefined {
  for (const [index, call] of calls) if (call.kind === 'helper' && call.helper === TAIL_CALL) return index
  return undefined
}

export function roundUp(bytes: number, to: number): number {
  return Math.ceil(bytes / to) * to
}
