/** Rules over one object, and what they find in terms of the user's files. Imported when a check runs. */
import type { Diagnostic } from '../errors.ts'
import { type Finding, judgeObject, type Requirement } from '../kernel/check.ts'
import { diagnosticOf } from '../kernel/diagnose.ts'
import { checkNames } from '../kernel/names.ts'
import { type Origin, placeDiagnostics } from '../link/places.ts'
import type { ObjectInfo } from '../object/types.ts'
import type { ResolvedProfile } from '../settings/profile.ts'

export interface Judgement {
  findings: Finding[]
  /** Under the profile's loader. */
  requirements: Requirement[]
  /** The findings as diagnostics. */
  diagnostics: Diagnostic[]
}

/**
 * @param info with the details of every instruction and type
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME for a rule or feature of the profile that does not exist
 */
export function judge(info: ObjectInfo, profile: ResolvedProfile, origin: Origin): Judgement {
  checkNames(profile)
  const { findings, requirements } = judgeObject(info, profile)
  const diagnostics = findings.map((finding) => diagnosticOf(finding, profile))
  return {
    findings,
    requirements,
    diagnostics: placeDiagnostics(diagnostics, origin),
  }
}
