import type { Rule } from '../rule.ts'
import { placeOf, refuse } from './refusal.ts'

/** Addresses of functions in `ld_imm64`: commit 69c087ba6225. */
const SINCE = '5.13'

export const callbacks: Rule = {
  name: 'callbacks',
  scope: 'whole-program',
  summary: 'Functions whose address is handed to a helper are static and have type information.',
  *check({ programs }) {
    for (const program of programs()) {
      for (const { code } of program.functions) {
        for (const { index, kind, code: target } of code.callees()) {
          if (kind !== 'callback') continue
          const { name, btfType } = target.info
          if (target.global) {
            yield* refuse(
              {
                ...placeOf(program, code, index),
                message: `the callback '${name}' is a global function`,
                hint: `declare it static: static long ${name}(…), or with __hidden`,
              },
              [{ since: SINCE, says: 'callback function not static' }],
            )
          } else if (btfType === undefined) {
            yield* refuse(
              {
                ...placeOf(program, code, index),
                message: `the callback '${name}' has no type information`,
                hint: 'compile with -g and keep BTF (btf: true)',
              },
              [{ since: SINCE, says: 'missing btf func_info' }],
            )
          }
        }
      }
    }
  },
}
