/**
 * The gate: rules × object → findings for a profile, or the least kernel of each program.
 *
 *     ObjectInfo ─ rules ─▶ Violation[] ─ the profile's kernel, levels ─▶ Finding[]
 *                                       └ every release, each loader ─▶ Requirement[]
 *
 * The object must be inspected with `{ disassembly: true, types: true }`.
 */

import { demangler } from '../object/demangled.ts'
import type { CodeLocation, ObjectInfo } from '../object/types.ts'
import { LOADERS, type Loader, type ResolvedProfile } from '../settings/profile.ts'
import { isAdded } from './added_features.ts'
import { lazy } from './analysis/lazy.ts'
import { loadPrograms } from './analysis/program.ts'
import { type Interval, isAvailable, releases } from './features.ts'
import { loaderOf } from './recognize_loader.ts'
import { compareReleases, type Release } from './release.ts'
import type { CheckContext, Rule, Violation } from './rule.ts'
import { objectRules } from './rules/object_rules.ts'
import { programRules } from './rules/program_rules.ts'

export type { CheckContext, Rule, RuleScope, Violation } from './rule.ts'

/** A violation as a profile judges it. */
export interface Finding extends Violation {
  rule: string
  severity: 'error' | 'warning'
}

/** What a program needs when that loader loads it. */
export interface Requirement {
  /** Its symbol. */
  program: string
  /** The path that rustc made the symbol of. */
  demangled?: string
  loader: Loader
  /** The least release that takes it; undefined: none of those known. */
  kernel: Release | undefined
  /** All that take it, oldest first: more than one interval where a kernel in between refuses. The last has no end, or ends where kernels refuse again. */
  kernels: readonly Interval[]
  /** What keeps older kernels away, newest first. */
  reasons: RequirementReason[]
}

export interface RequirementReason {
  /** The first release without this reason; undefined: it has no end so far. */
  kernel: Release | undefined
  /** The releases that refuse for this reason. */
  refusedIn: readonly Interval[]
  rule: string
  message: string
  location?: CodeLocation
}

/** Every rule, in the order in which findings are listed. */
export const rules: readonly Rule[] = [...programRules, ...objectRules]

/**
 * What the profile's kernel would refuse. A profile without a kernel finds
 * nothing. What stands behind a load-time guard, or where perhaps no path leads, is a
 * warning, never an error.
 */
export function checkObject(info: ObjectInfo, profile: ResolvedProfile): Finding[] {
  return contextsOf(info, [loaderOf(info, profile.loader)]).flatMap((context) => findingsOf(context, profile))
}

/** {@link checkObject} and {@link requirements} for the profile's loader, or the object's own, of one analysis. */
export function judgeObject(
  info: ObjectInfo,
  profile: ResolvedProfile,
): { findings: Finding[]; requirements: Requirement[] } {
  const contexts = contextsOf(info, [loaderOf(info, profile.loader)])
  return {
    findings: contexts.flatMap((context) => findingsOf(context, profile)),
    requirements: contexts.flatMap(requirementsOf),
  }
}

function findingsOf(context: CheckContext, profile: ResolvedProfile): Finding[] {
  const { kernel } = profile
  if (kernel === undefined) return []
  const violationsOf = checker(context)
  return rules.flatMap((rule) => {
    const level = profile.rules[rule.name] ?? rule.level ?? 'error'
    if (level === 'off') return []
    return violationsOf(rule)
      .filter((violation) => isRefused(violation, kernel) && !isAdded(profile.features, rule.name, violation.feature))
      .map(
        (violation): Finding => ({
          ...violation,
          rule: rule.name,
          severity: level === 'error' && !isConditional(violation) ? 'error' : 'warning',
        }),
      )
  })
}

/**
 * For each program and loader, the least kernel and why. Guarded code asks for
 * nothing: the loader can switch it off; nor does code that perhaps no path leads to. Neither do rules that only warn.
 */
export function requirements(info: ObjectInfo, loaders: readonly Loader[] = LOADERS): Requirement[] {
  return contextsOf(info, loaders).flatMap(requirementsOf)
}

function requirementsOf(context: CheckContext): Requirement[] {
  const { loader, object } = context
  const violationsOf = checker(context)
  const found = certainRules.flatMap((rule) =>
    violationsOf(rule)
      .filter((v) => !isConditional(v))
      .map((v) => ({ ...v, rule: rule.name })),
  )
  return object.programs.map(({ name, demangled }): Requirement => {
    const own = found.filter(({ program }) => program === undefined || program === name)
    const kernels = runs((release) => !own.some((violation) => isRefused(violation, release)))
    return {
      program: name,
      ...(demangled && { demangled }),
      loader,
      kernel: kernels[0]?.since,
      kernels,
      reasons: reasonsOf(own),
    }
  })
}

/** What a rule says to people names functions and variables as their authors did. */
function checker(context: CheckContext): (rule: Rule) => Violation[] {
  const demangle = demangler(context.object)
  return (rule) =>
    [...rule.check(context)].map((violation) => ({
      ...violation,
      message: demangle(violation.message),
      hint: demangle(violation.hint),
    }))
}

const certainRules = rules.filter(({ level = 'error' }) => level === 'error')

/** What rules look at. Contexts of one object for several loaders share the analysis. */
export function contextsOf(object: ObjectInfo, loaders: readonly Loader[]): CheckContext[] {
  const programs = lazy(() => loadPrograms(object))
  return loaders.map((loader) => ({ object, loader, programs }))
}

/** The loader, or what the verifier knows, can keep it away. */
function isConditional({ guard, uncertain }: Violation): boolean {
  return guard !== undefined || uncertain === true
}

function isRefused({ refusedIn }: Violation, release: Release): boolean {
  return isAvailable({ intervals: refusedIn, source: '' }, release)
}

/** The releases of which that holds. */
function runs(holds: (release: Release) => boolean): Interval[] {
  const found: { since: Release; until?: Release }[] = []
  let open = false
  for (const release of releases) {
    const last = found.at(-1)
    if (holds(release)) {
      if (!open) found.push({ since: release })
      open = true
    } else {
      if (open && last !== undefined) last.until = release
      open = false
    }
  }
  return found
}

/** One reason for each violation, however many wordings it has. */
function reasonsOf(violations: readonly (Violation & { rule: string })[]): RequirementReason[] {
  const alike = new Map<string, (Violation & { rule: string })[]>()
  for (const violation of violations) {
    const { rule, message, location } = violation
    const key = JSON.stringify([rule, message, location])
    alike.set(key, [...(alike.get(key) ?? []), violation])
  }
  const reasons = [...alike.values()].flatMap((group): RequirementReason[] => {
    const last = group.at(-1)
    const refusedIn = runs((release) => group.some((violation) => isRefused(violation, release)))
    if (last === undefined || refusedIn.length === 0) return []
    const { rule, since, message, location } = last
    return [{ kernel: since, refusedIn, rule, message, ...(location && { location }) }]
  })
  return reasons.sort((a, b) => byRelease(b.kernel, a.kernel))
}

/** Without a release: newer than all. */
function byRelease(a: Release | undefined, b: Release | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return compareReleases(a, b)
}
