/** The public API; nothing else lives here. */

export type { BtfModifierKind } from './bpf/btf_kinds.generated.ts'
export { defineConfig } from './config/define_config.ts'
export { type LoadConfigOptions, loadConfig } from './config/load_config.ts'
export { type BuildOptions, type BuildResult, type BuildTarget, build } from './engine/build.ts'
export type { BuiltArtifact, BuiltObject, FailedObject } from './engine/built_object.ts'
export {
  type CheckOptions,
  type CheckResult,
  check,
  type RequirementsOptions,
  requirements,
} from './engine/check.ts'
export type { Declaration } from './engine/declare.ts'
export { type LinkOptions, link, type MemoryInput } from './engine/link.ts'
export type { LinkResult } from './engine/link_result.ts'
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
export type { PhaseTime } from './link/job_response.ts'
export type { LinkArtifact, UncheckedLink } from './link/link_object.ts'
export type * from './object/btf_types.ts'
export type * from './object/types.ts'
export type { PluginApi, PluginFailure, PluginObject, PluginResult, PluginSuccess } from './plugin/api.ts'
export type { CacheSettings, ConfigChoice, ConfigEnvironment, ConfigExport, ResolvedConfig } from './settings/config.ts'
export type { CrateInput, ObjectInput } from './settings/inputs.ts'
export type {
  Cpu,
  EmitKind,
  ExportSettings,
  InspectSettings,
  JobInput,
  OptimizationLevel,
  Target,
} from './settings/job.ts'
export type { CodeSettings, CompileSettings, LinkSettings } from './settings/job_settings.generated.ts'
export type { EventSettings, EventType, ObjectSettings, ResolvedObject, TypeSettings } from './settings/object.ts'
export type { PluginOptions } from './settings/plugin_options.generated.ts'
export type { JobPolicy } from './settings/policy.ts'
export type { Loader, LoaderChoice, PresetName, ResolvedProfile, RuleLevel } from './settings/profile.ts'
export type {
  CargoCrate,
  ObjectOptions,
  ProfileName,
  UserConfig,
  UserObject,
  UserProfile,
} from './settings/user_config.generated.ts'
