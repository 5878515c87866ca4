/** The public API; nothing else lives here. */

export { type BuildOptions, build } from './build/build.ts'
export { type LinkOptions, link, type MemoryInput } from './build/link.ts'
export type { Manifest, ManifestObject } from './build/manifest.ts'
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
export type { ResolvedProfile } from './kernel/profiles.ts'
export { type InspectOptions, inspect } from './link/inspect.ts'
export type { Cpu, EmitKind, OptimizationLevel, Target } from './link/job.ts'
export type { LinkArtifact, LinkResult } from './link/link_object.ts'
export type * from './object/types.ts'
