import type { Rule } from '../rule.ts'
import { placeOf, refuse } from './refusal.ts'

/** `func_info` of `bpf(BPF_PROG_LOAD)`: commit 838e96904ff3. */
const SINCE = '5.0'

export const funcInfo: Rule = {
  name: 'func-info',
  scope: 'whole-program',
  summary: 'Either every function of a program has type information, or none has.',
  *check({ loader, programs }) {
    for (const program of programs()) {
      const [entry, ...others] = program.functions
      // Without that of the program itself, loaders hand over none.
      if (entry?.code.info.btfType === undefined) continue
      const bare = others.find(({ code }) => code.info.btfType === undefined)
      if (bare === undefined) continue
      const { name } = bare.code.info
      yield* refuse(
        {
          ...placeOf(program, bare.code, 0),
          message: `'${program.info.name}' has type information, and the function '${name}' that it calls has none`,
          hint: 'compile all sources with -g, or all without',
        },
        [
          {
            since: SINCE,
            says:
              loader === 'libbpf'
                ? 'missing .BTF.ext function info'
                : "number of funcs in func_info doesn't match number of subprogs",
          },
        ],
      )
    }
  },
}
