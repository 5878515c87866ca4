/**
 * The gate: an object is linked, then judged for the kernels of its profile.
 *
 *     ResolvedObject ─ link, with all instructions and types ─▶ rules ─▶ errors: thrown, as a compiler's are
 *                                                                     └▶ warnings: with the other diagnostics
 *
 * `failOnWarn` makes errors of all warnings, of clang's and the linker's too.
 *
 * Rules and feature tables are loaded while the job runs, and only for a profile that names a kernel.
 */

import { debugFor } from '../debug.ts'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import type { LinkCache } from '../link/cache/link_cache.ts'
import { type LinkObjectOptions, linkObject, originOf, withCrates } from '../link/link_object.ts'
import type { FunctionInfo, ObjectInfo } from '../object/types.ts'
import type { InspectSettings, JobInput } from '../settings/job.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { JobPolicy } from '../settings/policy.ts'
import type { LinkResult } from './link_result.ts'

const debug = debugFor('check')

/** What the job of an object has to tell of it. */
export function inspectSettings({ profile }: ResolvedObject, wanted: InspectSettings = {}): InspectSettings {
  return profile.kernel === undefined ? wanted : RULE_DETAILS
}

/** What rules look at. */
export const RULE_DETAILS: Required<InspectSettings> = { disassembly: true, types: true }

export interface LinkAndCheckOptions extends LinkObjectOptions {
  /** Where results of earlier links are looked for, and kept. */
  cache?: LinkCache | undefined
}

/**
 * {@link linkObject}, then the rules of the object's profile; or what the cache
 * has of both. Cargo is asked each time: it knows best what changed for a crate.
 * @throws BpfLinkerError KERNEL_RULE besides those of linking
 */
export function linkAndCheck(
  object: ResolvedObject,
  policy: JobPolicy,
  options: LinkAndCheckOptions = {},
): Promise<LinkResult> {
  const { cache, signal, inspect = {} } = options
  return withCrates(object, signal, async (inputs) => {
    const make = () => linkAndJudge(object, inputs, policy, options)
    if (cache === undefined) return make()
    const { cachedLink } = await import('./cached_link.ts')
    return cachedLink(cache, { object, inputs, inspect }, make)
  })
}

async function linkAndJudge(
  object: ResolvedObject,
  inputs: JobInput[],
  policy: JobPolicy,
  options: LinkObjectOptions,
): Promise<LinkResult> {
  const { profile } = object
  if (profile.kernel === undefined) {
    const result = await linkObject(object, inputs, policy, options)
    refuse(result.diagnostics, object, result.dependencies)
    return { ...result, findings: [], requirements: [], cached: false }
  }
  const linking = linkObject(object, inputs, policy, { ...options, inspect: inspectSettings(object) })
  const [result, { judge }] = await Promise.all([linking, import('./judge.ts')])
  const { findings, requirements, diagnostics } = judge(result.info, profile, originOf(object))
  const all = [...result.diagnostics, ...diagnostics]
  debug?.(`${object.id} for ${profile.name}: ${findings.map(({ rule }) => rule).join(', ') || 'nothing found'}`)
  refuse(all, object, result.dependencies)
  const info = withoutDetails(result.info, options.inspect)
  return { ...result, info, diagnostics: all, findings, requirements, cached: false }
}

/** @throws BpfLinkerError where one of them is an error, or counts as one */
function refuse(diagnostics: Diagnostic[], { failOnWarn }: ResolvedObject, dependencies: string[]): void {
  const counted = failOnWarn ? diagnostics.map(asError) : diagnostics
  if (counted.some((d) => d.severity === 'error')) throw BpfLinkerError.fromDiagnostics(counted, dependencies)
}

function asError(diagnostic: Diagnostic): Diagnostic {
  const { severity, code, notes = [] } = diagnostic
  if (severity !== 'warning') return diagnostic
  const why: Diagnostic = { severity: 'note', code, message: 'a warning, which failOnWarn makes an error' }
  return { ...diagnostic, severity: 'error', notes: [...notes, why] }
}

/** What was only asked for the rules' sake is not kept. */
function withoutDetails(info: ObjectInfo, wanted: InspectSettings = {}): ObjectInfo {
  const bare = <F extends FunctionInfo>({ disassembly, ...rest }: F) => rest as F
  const { types, ...btf } = info.btf ?? {}
  return {
    ...info,
    ...(wanted.disassembly
      ? {}
      : { programs: info.programs.map(bare<ObjectInfo['programs'][number]>), subprograms: info.subprograms.map(bare) }),
    ...(wanted.types || info.btf === undefined ? {} : { btf: btf as NonNullable<ObjectInfo['btf']> }),
  }
}
