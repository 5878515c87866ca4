/** What a check found, as text and as a JSON document. Pure. */
import path from 'node:path'
import type { Diagnostic } from '../errors.ts'
import type { Finding, Requirement, RequirementReason } from '../kernel/check.ts'
import type { Interval } from '../kernel/features.ts'
import type { CodeLocation } from '../object/types.ts'
import type { ResolvedProfile } from '../settings/profile.ts'
import { columns } from './columns.ts'
import { type DrawOptions, drawDiagnostics } from './diagnostics.ts'
import { plain } from './paint.ts'

/** An object that was checked against the kernels of one profile. */
export interface CheckedObject {
  ok: boolean
  /** Absolute. */
  file: string
  profile: Pick<ResolvedProfile, 'name' | 'kernel'>
  findings: readonly Finding[]
  diagnostics: readonly Diagnostic[]
}

export function checkDocument(checked: readonly CheckedObject[]): object {
  return {
    ok: checked.every(({ ok }) => ok),
    objects: checked.map(({ ok, file, profile, findings, diagnostics }) => {
      return { ok, file, profileName: profile.name, findings, diagnostics }
    }),
  }
}

/** Every finding, then a line for each object and profile. */
export function drawChecks(checked: readonly CheckedObject[], options: DrawOptions = {}): string {
  const all = checked.flatMap(({ diagnostics }) => diagnostics)
  const findings = all.length === 0 ? [] : [drawDiagnostics(all, options)]
  return [...findings, ...checked.map((object) => summary(object, options))].join('\n')
}

function summary({ file, profile, diagnostics }: CheckedObject, { paint = plain, cwd = '' }: DrawOptions): string {
  const inside = path.relative(cwd, file)
  const name = `${inside.startsWith('..') ? file : inside} (${profile.name})`
  if (profile.kernel === undefined) return `${name}: not checked, since the profile names no kernel`
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.length - errors
  const parts = [...count(errors, 'error'), ...count(warnings, 'warning')]
  if (parts.length === 0) return `${name}: ${paint('green', 'keeps every rule')}`
  return `${name}: ${paint(errors > 0 ? 'red' : 'yellow', parts.join(', '))}`
}

function count(number: number, what: string): string[] {
  return number === 0 ? [] : [`${number} ${what}${number === 1 ? '' : 's'}`]
}

/** For each program and loader the least kernel, then the reasons, the newest kernel first. */
export function drawRequirements(requirements: readonly Requirement[], { paint = plain }: DrawOptions = {}): string {
  const programs = new Map<string, Requirement[]>()
  for (const one of requirements) programs.set(one.program, [...(programs.get(one.program) ?? []), one])
  return [...programs]
    .map(([program, all]) => [paint('bold', all[0]?.demangled ?? program), ...groups(all)].join('\n'))
    .join('\n')
}

/** Loaders that need the same for the same reasons stand together. */
function groups(requirements: readonly Requirement[]): string[] {
  const alike = new Map<string, Requirement[]>()
  for (const one of requirements) {
    const key = JSON.stringify([one.kernels, one.reasons])
    alike.set(key, [...(alike.get(key) ?? []), one])
  }
  return [...alike.values()].flatMap((group) => {
    const [{ kernels, reasons } = { kernels: [], reasons: [] }] = group
    const who = group.map(({ loader }) => loader).join(', ')
    const head = `  ${who}: ${kernels.length === 0 ? 'no kernel takes it' : `Linux ${kernels.map(spanOf).join(', ')}`}`
    const rows = reasons.map((reason) => [
      reason.kernel ?? endOf(reason, kernels),
      reason.message,
      reason.location === undefined ? '' : placeOf(reason.location),
    ])
    return [head, ...columns(rows).map((line) => `    ${line}`)]
  })
}

function spanOf({ since, until }: Interval): string {
  return until === undefined ? since : `${since} until ${until}`
}

/** What a later kernel took away; or what none has had. */
function endOf({ refusedIn }: RequirementReason, kernels: readonly Interval[]): string {
  const last = refusedIn.at(-1)
  return last !== undefined && (refusedIn.length > 1 || kernels.length > 0) ? `not from ${last.since}` : 'never'
}

function placeOf({ file, line }: CodeLocation): string {
  return line === 0 ? file : `${file}:${line}`
}
