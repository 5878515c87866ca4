/** Calls of kernel functions. */

import type { CallInfo } from '../../object/types.ts'
import { type Interval, isGplCompatible, kfuncFor, kfuncInfo } from '../features.ts'
import { overlap, without } from '../intervals.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { licenseOf } from './license.ts'
import { ALWAYS, more, type Phase, placeOf, refuse, usesIn } from './refusal.ts'

/** e6ac2450d6de, "bpf: Support bpf program calling kernel function". */
const KFUNCS = '5.13'

export const kfuncs: Rule = {
  name: 'kfuncs',
  scope: 'reachable',
  summary:
    'Kernel functions can be called since Linux 5.13; each has its own first release, and its types of programs.',
  *check({ loader, programs }: CheckContext): Generator<Violation> {
    const names = new Map<string, boolean>()
    for (const { functions } of programs()) {
      for (const { code } of functions) {
        for (const call of code.calls.values()) {
          if (call.kind === 'kfunc' && call.target !== undefined) names.set(call.target, call.weak === true)
        }
      }
    }
    for (const [name, weak] of names) {
      const missing = absence(name, loader === 'libbpf', weak)
      const isCall = (call: CallInfo | undefined) => call?.kind === 'kfunc' && call.target === name
      for (const { program, fn, index, guard, count } of usesIn(programs(), (code) =>
        [...code.calls].filter(([, call]) => isCall(call)).map(([at]) => at),
      )) {
        const place = { ...placeOf(program, fn.code, index), feature: `kfunc:${name}` }
        const call = `${fn.code.info.name}: ${name}()`
        const until = missing.at(-1)?.until
        yield* refuse(
          {
            ...place,
            message: `${call}, which ${until === undefined ? 'the newest kernels do not have' : `kernels have since ${until}`}${more(count)}`,
            hint: `declare it __weak and call it only if (bpf_ksym_exists(${name}))`,
          },
          missing,
          // A strong one the loader must find, wherever it is called.
          weak ? guard : undefined,
        )
        const { programType } = program.info
        const forbidden = programType === undefined ? [] : prohibition(name, programType)
        const since = forbidden.at(-1)?.until
        const type = programType?.replace(/^BPF_PROG_TYPE_/, '').toLowerCase()
        yield* refuse(
          {
            ...place,
            message: `${call}, which ${since === undefined ? `no kernel so far lets ${type} programs call` : `${type} programs may call since ${since}`}${more(count)}`,
            hint: 'call it from a program of another type, or do without',
          },
          forbidden,
          // Where the kernel has the function, asking for it leads to the call.
          guard?.name === `&${name}` ? undefined : guard,
        )
      }
    }
  },
}

/** The releases that have the function, and not for programs of that type. */
function prohibition(name: string, programType: string): Phase[] {
  // What `freplace` programs may call is up to the program that they replace.
  const allowed = programType === 'BPF_PROG_TYPE_EXT' ? undefined : kfuncFor(programType, name)
  if (allowed === undefined) return []
  const says = `calling kernel function ${name} is not allowed`
  return (kfuncInfo(name)?.availability.intervals ?? []).flatMap((interval) =>
    without(interval, allowed.intervals).map(say(says)),
  )
}

/** All that is known of a kfunc that the table does not have (a module's) is that kfuncs came with 5.13. */
function absence(name: string, isLibbpf: boolean, weak: boolean): Phase[] {
  const known = kfuncInfo(name)?.availability.intervals ?? [{ since: KFUNCS }]
  const missing = weak
    ? `kfunc '${name}' is referenced but wasn't resolved`
    : `extern (func ksym) '${name}': not found in kernel or module BTFs`
  return without({ since: ALWAYS }, known).flatMap((gap): Phase[] =>
    isLibbpf
      ? [{ ...gap, says: missing }]
      : [
          ...overlap(gap, [{ since: ALWAYS, until: KFUNCS }]).map(say('BPF_CALL uses reserved fields')),
          ...overlap(gap, [{ since: KFUNCS }]).map(say(`calling kernel function ${name} is not allowed`)),
        ],
  )
}

function say(says: string): (interval: Interval) => Phase {
  return (interval) => ({ ...interval, says })
}

export const gplKfuncs: Rule = {
  name: 'gpl-kfuncs',
  scope: 'whole-program',
  summary: 'Kernel functions are for programs under a GPL-compatible licence only.',
  *check({ object, loader, programs }: CheckContext): Generator<Violation> {
    if (isGplCompatible(licenseOf({ object, loader }))) return
    for (const { program, fn, index, count } of usesIn(programs(), (code) =>
      [...code.calls].filter(([, { kind }]) => kind === 'kfunc').map(([at]) => at),
    )) {
      yield* refuse(
        {
          ...placeOf(program, fn.code, index),
          message: `${fn.code.info.name}: a kernel function in an object without a GPL-compatible licence${more(count)}`,
          hint: `add  char LICENSE[] SEC("license") = "GPL";  or another compatible licence, such as 'Dual MIT/GPL'`,
        },
        [{ since: KFUNCS, says: 'cannot call kernel function from non-GPL compatible program' }],
      )
    }
  },
}
