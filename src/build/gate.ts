/**
 * The gate: an object is linked, then judged for the kernels of its profile.
 *
 *     ResolvedObject ─ link, with all instructions and types ─▶ rules ─▶ errors: thrown, as a compiler's are
 *                                                                     └▶ warnings: with the other diagnostics
 *
 * Rules and feature tables are loaded while the job runs, and only for a profile that names a kernel.
 */
import type { JobPolicy, ResolvedObject } from '../config/types.ts'
import { BpfLinkerError } from '../errors.ts'
import type { Finding, Requirement } from '../kernel/check.ts'
import { isCrate } from '../link/cargo/crate_input.ts'
import type { InspectSettings, JobInput } from '../link/job.ts'
import { type LinkObjectOptions, type LinkResult, linkObject } from '../link/link_object.ts'
import type { Origin } from '../link/places.ts'
import type { FunctionInfo, ObjectInfo } from '../object/types.ts'

export interface CheckedLink extends LinkResult {
  /** What the profile's rules find; only warnings, since an error is thrown. Empty for a profile without a kernel. */
  findings: Finding[]
  /** The least kernel of each program under the profile's loader. Empty for a profile without a kernel. */
  requirements: Requirement[]
}

/** What the job of an object has to tell of it. */
export function inspectSettings({ profile }: ResolvedObject, wanted: InspectSettings = {}): InspectSettings {
  return profile.kernel === undefined ? wanted : RULE_DETAILS
}

/** What rules look at. */
export const RULE_DETAILS: Required<InspectSettings> = { disassembly: true, types: true }

/**
 * {@link linkObject}, then the rules of the object's profile.
 * @throws BpfLinkerError KERNEL_RULE besides those of linking
 */
export async function linkAndCheck(
  object: ResolvedObject,
  policy: JobPolicy,
  options: LinkObjectOptions = {},
): Promise<CheckedLink> {
  const { profile } = object
  if (profile.kernel === undefined) {
    return { ...(await linkObject(object, policy, options)), findings: [], requirements: [] }
  }
  const linking = linkObject(object, policy, { ...options, inspect: inspectSettings(object) })
  const [result, { judge }] = await Promise.all([linking, import('./judge.ts')])
  const origin: Origin = {
    folder: object.compile.stripPathPrefix ?? object.workingDirectory,
    inputs: object.inputs.filter((input): input is JobInput => !isCrate(input)),
  }
  const { findings, requirements, diagnostics } = judge(result.info, profile, origin)
  const all = [...result.diagnostics, ...diagnostics]
  if (diagnostics.some((d) => d.severity === 'error')) throw BpfLinkerError.fromDiagnostics(all, result.dependencies)
  return { ...result, info: withoutDetails(result.info, options.inspect), diagnostics: all, findings, requirements }
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
