/** Helper functions: which kernel has them, for which programs, under which licence. */

import type { FunctionCode } from '../analysis/function_code.ts'
import type { Guard } from '../analysis/guard.ts'
import type { LoadedProgram } from '../analysis/program.ts'
import {
  type HelperInfo,
  type Hook,
  helperAt,
  helperFor,
  helperInfo,
  type Interval,
  isGplCompatible,
  programTypeInfo,
} from '../features.ts'
import { overlap, without } from '../intervals.ts'
import { loaderTraits } from '../loaders.ts'
import { compareReleases } from '../release.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { licenseOf } from './license.ts'
import { ALWAYS, type Phase, placeOf, refuse } from './refusal.ts'

interface HelperUse {
  program: LoadedProgram
  code: FunctionCode
  index: number
  guard: Guard | undefined
}

/** For each program and helper, the first call that nothing guards, else the first. */
function* helperUses(programs: readonly LoadedProgram[]): Generator<[number, HelperUse]> {
  for (const program of programs) {
    const uses = new Map<number, HelperUse>()
    for (const { code } of program.functions) {
      for (const [helper, indices] of code.helpers()) {
        for (const index of indices) {
          const known = uses.get(helper)
          if (known !== undefined && known.guard === undefined) break
          const guard = program.guardAt(code, index)
          if (known === undefined || guard === undefined) uses.set(helper, { program, code, index, guard })
        }
      }
    }
    yield* uses
  }
}

/**
 * `bpf_probe_read_{user,kernel}[_str]`, 5.5: the number, and that of the older
 * helper which loaders put in its place where the kernel lacks it.
 */
const PROBE_READ: ReadonlyMap<number, number> = new Map([
  [112, 4],
  [113, 4],
  [114, 45],
  [115, 45],
])

export const helpers: Rule = {
  name: 'helpers',
  scope: 'reachable',
  summary: 'A helper function must exist in the kernel, and be allowed in programs of that type.',
  *check({ loader, programs }: CheckContext): Generator<Violation> {
    const { rewritesProbeRead } = loaderTraits(loader)
    const phases = new Map<string, Phase[]>()
    for (const [id, { program, code, index, guard }] of helperUses(programs())) {
      const { programType } = program.info
      const hook = hookOf(program)
      const key = `${programType} ${hook.attachType} ${hook.attachTarget} ${id}`
      const own = phases.get(key) ?? absence(programType, hook, id, rewritesProbeRead)
      phases.set(key, own)
      if (own.length === 0) continue
      const name = helperInfo(id)?.name ?? `helper ${id}`
      const type =
        programType === undefined ? '' : ` in a ${shortType(programType)} program${hookText(programType, hook, id)}`
      yield* refuse(
        {
          ...placeOf(program, code, index),
          feature: `helper:${name}`,
          message: `${code.info.name}: ${name}()${type}, which ${allowedText(own)}`,
          hint: hintFor(name, own),
        },
        own,
        guard,
      )
    }
  },
}

/** The hook of a struct_ops program is a member of a struct, whose owner decides. */
function hookOf({ info, member }: LoadedProgram): Hook {
  const place = info.programType === 'BPF_PROG_TYPE_STRUCT_OPS' ? member() : undefined
  // Only this struct's owner is in the tables.
  return place?.struct === 'tcp_congestion_ops' ? { attachType: place.struct, attachTarget: place.member } : info
}

/** When, and with which words, kernels refuse that helper to programs of that type at that hook. */
function absence(programType: string | undefined, hook: Hook, id: number, rewritten: boolean): Phase[] {
  const info = helperInfo(id)
  if (info === undefined) return [{ since: ALWAYS, says: `invalid func unknown#${id}` }]
  const judged = programType !== undefined && programTypeInfo(programType) !== undefined
  const allowed = (of: HelperInfo) =>
    judged ? (helperAt(programType, hook, of.id)?.intervals ?? []) : of.availability.intervals
  const older = rewritten ? helperInfo(PROBE_READ.get(id) ?? -1) : undefined
  let gaps = without({ since: ALWAYS }, allowed(info))
  if (older !== undefined) gaps = gaps.flatMap((gap) => without(gap, allowed(older)))
  return gaps
    .flatMap((gap) => [
      ...without(gap, info.availability.intervals).flatMap((part) => worded(part, info, UNKNOWN)),
      ...overlap(gap, info.availability.intervals).flatMap((part) => worded(part, info, FORBIDDEN)),
    ])
    .sort((a, b) => compareReleases(a.since, b.since))
}

type Wording = Interval & { says: (helper: HelperInfo) => string }

/** Names came into these words with ebb676daa1a3 (4.10). */
const UNKNOWN: readonly Wording[] = [
  { since: ALWAYS, until: '4.10', says: ({ id }) => `invalid func ${id}` },
  { since: '4.10', says: ({ id }) => `invalid func unknown#${id}` },
]
const FORBIDDEN: readonly Wording[] = [
  { since: ALWAYS, until: '4.10', says: ({ id }) => `unknown func ${id}` },
  { since: '4.10', until: '6.10', says: ({ id, name }) => `unknown func ${name}#${id}` },
  { since: '6.10', says: ({ id, name }) => `program of this type cannot use helper ${name}#${id}` },
]

function worded(part: Interval, helper: HelperInfo, wordings: readonly Wording[]): Phase[] {
  return wordings.flatMap(({ says, ...when }) => overlap(part, [when]).map((one) => ({ ...one, says: says(helper) })))
}

/** Where other hooks of the type may call it. */
function hookText(programType: string, { attachType, attachTarget }: Hook, id: number): string {
  const condition = helperFor(programType, id)?.condition
  if (attachType === undefined || (condition !== 'attach-type' && condition !== 'struct-ops')) return ''
  return condition === 'struct-ops' ? ` for ${attachType}.${attachTarget}` : ` at ${attachType}`
}

/** `kernels allow since 5.17`, `only Linux 5.11 until 5.16 allows`, `no kernel so far allows`. */
function allowedText(refused: readonly Phase[]): string {
  const until = refused.at(-1)?.until
  if (until !== undefined) return `kernels allow since ${until}`
  const allowed = without({ since: ALWAYS }, refused).map((one) => `${one.since} until ${one.until}`)
  return allowed.length === 0 ? 'no kernel so far allows' : `only Linux ${allowed.join(', ')} allows`
}

/** Asking whether the helper exists does not help where it is not for these programs. */
function hintFor(name: string, refused: readonly Phase[]): string {
  return refused.at(-1)?.says.startsWith('invalid func') === true
    ? `call it only behind bpf_core_enum_value_exists(enum bpf_func_id, ${name.replace(/^bpf_/, 'BPF_FUNC_')}), or do without`
    : 'call it from a program of another type or at another hook, or do without'
}

function shortType(programType: string): string {
  return programType.replace(/^BPF_PROG_TYPE_/, '').toLowerCase()
}

export const gplHelpers: Rule = {
  name: 'gpl-helpers',
  scope: 'reachable',
  summary: 'Some helpers are for programs under a GPL-compatible licence only.',
  *check({ object, loader, programs }: CheckContext): Generator<Violation> {
    const license = licenseOf({ object, loader })
    if (isGplCompatible(license)) return
    for (const [id, { program, code, index, guard }] of helperUses(programs())) {
      const info = helperInfo(id)
      // Where more than the release decides, the table cannot be sure.
      if (info?.gplOnly === undefined || info.gplOnly.condition !== undefined) continue
      const { intervals } = info.gplOnly
      const until = intervals.at(-1)?.until
      const under = license === undefined ? 'without a licence' : `under the licence '${license}'`
      yield* refuse(
        {
          ...placeOf(program, code, index),
          message: `${code.info.name}: ${info.name}() in an object ${under}${until === undefined ? '' : `; anyone may call it since ${until}`}`,
          hint: `add  char LICENSE[] SEC("license") = "GPL";  or another compatible licence, such as 'Dual MIT/GPL'`,
        },
        intervals.flatMap((interval) => worded(interval, info, PROPRIETARY)),
        guard,
      )
    }
  },
}

const PROPRIETARY: readonly Wording[] = [
  { since: ALWAYS, until: '4.18', says: () => 'cannot call GPL only function from proprietary program' },
  { since: '4.18', says: () => 'cannot call GPL-restricted function from non-GPL compatible program' },
]

export const sleepingHelpers: Rule = {
  name: 'sleeping-helpers',
  scope: 'reachable',
  summary: 'Helpers that may sleep, such as `bpf_copy_from_user`, are for sleepable programs only.',
  *check({ programs }: CheckContext): Generator<Violation> {
    for (const [id, { program, code, index, guard }] of helperUses(programs())) {
      const info = helperInfo(id)
      const { sleepable, programType, section } = program.info
      if (info === undefined || sleepable || programType === undefined) continue
      const allowed = helperFor(programType, id)
      if (allowed?.condition !== 'sleepable') continue
      yield* refuse(
        {
          ...placeOf(program, code, index),
          message: `${code.info.name}: ${info.name}() may sleep, but the program of section '${section}' may not`,
          hint: `put it into a sleepable section, such as ${section.replace(/^([a-z_]+)/, '$1.s')}, where the hook allows that`,
        },
        allowed.intervals.flatMap((interval) => worded(interval, info, MIGHT_SLEEP)),
        guard,
      )
    }
  },
}

const MIGHT_SLEEP: readonly Wording[] = [
  { since: ALWAYS, until: '6.1', says: ({ id, name }) => `unknown func ${name}#${id}` },
  { since: '6.1', says: () => 'helper call might sleep in a non-sleepable prog' },
]
