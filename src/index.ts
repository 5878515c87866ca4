/** The public API; nothing else lives here. */

export { type BuildOptions, build } from './build/build.ts'
export {
  type CheckOptions,
  type CheckResult,
  check,
  type RequirementsOptions,
  requirements,
} from './build/check.ts'
export type { Declaration } from './build/declare.ts'
export type { CheckedLink } from './build/gate.ts'
export { type LinkOptions, link, type MemoryInput } from './build/link.ts'
export type { Manifest, ManifestFinding, ManifestObject, ManifestProgram } from './build/manifest.ts'
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
} from './build/meta.ts'
export type { ObjectOutcome } from './build/objects.ts'
export type { BuildResult, BuiltObject, FailedObject } from './build/types.ts'
export { defineConfig } from './config/define_config.ts'
export { type LoadConfigOptions, loadConfig } from './config/load_config.ts'
export type {
  BuildOptions as ObjectOptions,
  CargoCrate,
  ConfigEnvironment,
  ConfigExport,
  JobPolicy,
  ProfileName,
  ResolvedConfig,
  ResolvedObject,
  UserConfig,
  UserObject,
  UserProfile,
} from './config/types.ts'
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
export type { Loader, ResolvedProfile, RuleSeverity } from './kernel/profiles.ts'
export type { Release } from './kernel/release.ts'
export { type InspectOptions, inspect } from './link/inspect.ts'
export type { Cpu, EmitKind, OptimizationLevel, Target } from './link/job.ts'
export type { LinkArtifact, LinkResult } from './link/link_object.ts'
export type * from './object/types.ts'
