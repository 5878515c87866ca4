import type { FunctionCode } from '../analysis/function_code.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { placeOf, refuse } from './refusal.ts'

/** `line_info` of `bpf(BPF_PROG_LOAD)`, kernel/bpf/verifier.c, check_btf_line: the first tree that has it is 5.0. */
const SINCE = '5.0'

export const lineInfo: Rule = {
  name: 'line-info',
  scope: 'whole-program',
  summary: 'Line records stand in the order of the code, at instructions, and one at the start of each function.',
  *check({ loader, programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      const [entry] = program.functions
      // Without those of the program itself, loaders hand over none.
      if (entry === undefined || !hasLines(entry.code)) continue
      for (const [number, { code }] of program.functions.entries()) {
        const problem = problemOf(code, number, loader === 'libbpf')
        if (problem === undefined) continue
        const [message, says] = problem
        yield* refuse(
          {
            ...placeOf(program, code, 0),
            message: `${code.info.name}: ${message}`,
            hint: 'compile it again, all sources with -g; where another tool has changed the code, run it before linking',
          },
          [{ since: SINCE, says }],
        )
        // The kernel stops at the first.
        break
      }
    }
  },
}

function problemOf(code: FunctionCode, number: number, isLibbpf: boolean): [message: string, says: string] | undefined {
  const { disassembly, lineProblem, offset } = code.info
  if (!hasLines(code)) {
    const says = isLibbpf ? 'missing .BTF.ext line info' : 'missing bpf_line_info for'
    return ['it has no line records, and the program that calls it has', says]
  }
  if (disassembly?.[0]?.location === undefined) {
    return ['its first instruction has no line record', `missing bpf_line_info for func#${number}`]
  }
  if (lineProblem === undefined) return undefined
  const index = (lineProblem.offset - offset) / 8
  return lineProblem.kind === 'order'
    ? [`the line record of instruction ${index} is not behind the one before it`, 'Invalid line_info[']
    : [`a line record names the second half of a 16-byte load, ${index}`, 'Invalid insn code at line_info[']
}

function hasLines({ info }: FunctionCode): boolean {
  return info.disassembly?.some(({ location }) => location !== undefined) ?? false
}
