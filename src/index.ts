/** The public API; nothing else lives here. */

export { defineConfig } from './config/define_config.ts'
export { type LoadConfigOptions, loadConfig } from './config/load_config.ts'
export type { BuildResult } from './engine/build.ts'
export { type BuildOptions, build } from './engine/build.ts'
export type { BuiltObject, FailedObject } from './engine/built_object.ts'
export {
  type CheckOptions,
  type CheckResult,
  check,
  type RequirementsOptions,
  requirements,
} from './engine/check.ts'
export type { CheckedLink } from './engine/checked_link.ts'
export type { Declaration } from './engine/declare.ts'
export { type LinkOptions, link, type MemoryInput } from './engine/link.ts'
export type { Manifest, ManifestFinding, ManifestObject, ManifestProgram } from './engine/manifest.ts'
export type {
  MetaDataSection,
  MetaExtern,
  MetaMap,
  MetaMapDefinition,
  MetaProfile,
  MetaProgram,
  MetaReason,
  MetaRequirement,
  ObjectEntry,
  ObjectMeta,
} from './engine/meta.ts'
export type { ObjectOutcome } from './engine/objects.ts'
export {
  BpfLinkerError,
  type BpfLinkerErrorInit,
  type Diagnostic,
  type ErrorCode,
  type FixIt,
  type Severity,
} from './errors.ts'
export type { Finding, Requirement, RequirementReason, RuleScope, Violation } from './kernel/check.ts'
export type { Interval } from './kernel/features.ts'
export type { Release } from './kernel/release.ts'
export { type InspectOptions, inspect } from './link/inspect.ts'
export type { LinkArtifact, LinkResult } from './link/link_object.ts'
export type * from './object/types.ts'
export type { ConfigEnvironment, ConfigExport, ResolvedConfig } from './settings/config.ts'
export type { Cpu, EmitKind, OptimizationLevel, Target } from './settings/job.ts'
export type { ResolvedObject } from './settings/object.ts'
export type { JobPolicy } from './settings/policy.ts'
export type { Loader, ResolvedProfile, RuleLevel } from './settings/profile.ts'
export type {
  CargoCrate,
  ObjectOptions,
  ProfileName,
  UserConfig,
  UserObject,
  UserProfile,
} from './settings/user_config.generated.ts'
