/**
 * The config as users write it (UserConfig) and as everything after `resolve`
 * sees it (ResolvedConfig): nothing behind that point asks "was it given?".
 */

import type { ResolvedProfile } from '../kernel/profiles.ts'
import type { ObjectInput } from '../link/cargo/crate_input.ts'
import type { CompileSettings, EmitKind, LinkSettings } from '../link/job.ts'
import type { UserConfig } from './user_config.generated.ts'

export type {
  BuildOptions,
  CargoCrate,
  ProfileName,
  UserConfig,
  UserObject,
  UserProfile,
} from './user_config.generated.ts'

/** What a config function is told. */
export interface ConfigEnvironment {
  /** `serve`: a dev server or a watcher asks; `build`: everything else that makes objects. */
  command: 'build' | 'serve' | 'check' | 'inspect'
  /** A bundler's mode; else `development` for `serve`, `production` otherwise. */
  mode: string
}

/** What a config file may export: the config, a promise of it, or a function that returns either. */
export type ConfigExport =
  | UserConfig
  | Promise<UserConfig>
  | ((environment: ConfigEnvironment) => UserConfig | Promise<UserConfig>)

/** The whole config, resolved: paths absolute, globs expanded, profiles merged. */
export interface ResolvedConfig {
  /** The folder of the config file, or the working directory without one. */
  root: string
  /** Absolute; undefined when the config came as a value. */
  configFile: string | undefined
  /** Every file that was read to make this config, the config file among them. Absolute, sorted. */
  dependencies: string[]
  /** Absolute. */
  outDir: string
  /** One for each object × profile, in the config's order. */
  objects: ResolvedObject[]
  /** Every profile that objects may name: presets, then the config's own. */
  profiles: ResolvedProfile[]
  jobs: JobPolicy
  cache: CacheSettings
  /** How an object is made that the config does not name: a source that a module imports. */
  defaults: ObjectSettings
  /** Where the globs of inputs begin: a new file below may be a new input. Absolute, sorted. */
  inputFolders: string[]
}

/** How jobs run. */
export interface JobPolicy {
  /** Each job in a native process of its own; false: in process, through the addon. */
  isolate: boolean
  /** Bytes of address space a job may have. Default 2 GiB. */
  memoryLimit: number
  /** Milliseconds a job may take. Default 60,000. */
  timeout: number
  /** How many jobs at once. Default: cores. */
  concurrency: number
}

/** Where results of links are kept. */
export interface CacheSettings {
  /** Absolute; undefined: nowhere. */
  folder: string | undefined
  /** How large it may become. Default 256 MiB. */
  maxBytes: number
}

/** All that decides an object besides its inputs. */
export type ObjectSettings = Omit<ResolvedObject, 'name' | 'id' | 'fileName' | 'inputs' | 'typesFile'>

/** How the types of an object are written. */
export interface TypeSettings {
  /** Absolute; undefined: beside the source, or the object. */
  folder: string | undefined
  /** Also types of the object's `virtual:` import. */
  virtual: boolean
  integers: 'bigint' | 'number'
  strings: 'string' | 'bytes'
}

/** What comes out of the object's ring and perf buffers. */
export interface EventSettings {
  /** By map: the name of a type, or several that the member `tag` tells apart, by its values. */
  types: Readonly<Record<string, EventType>>
  /** Said for all objects: a map that this one does not have is no mistake. */
  shared: boolean
}

export type EventType = string | Readonly<{ tag: string; of: Readonly<Record<string, string>> }>

export interface ResolvedObject {
  /** The key in `objects`. */
  name: string
  /** Unique: `probe`, or `probe.linux-5.10` where the object has several profiles. */
  id: string
  /** `probe.bpf.o` or `probe.linux-5.10.bpf.o`: where it goes under `outDir`. */
  fileName: string
  profile: ResolvedProfile
  /** In link order: as the config lists them, each glob's matches sorted. */
  inputs: ObjectInput[]
  /** Relative paths of a job start here. */
  workingDirectory: string
  compile: Required<Pick<CompileSettings, 'cpu' | 'optimize' | 'debugInfo' | 'defines' | 'includePaths' | 'flags'>> &
    CompileSettings
  link: LinkSettings
  /** `object` is always among them. */
  emit: EmitKind[]
  /** Warnings count as errors. */
  failOnWarn: boolean
  events: EventSettings
  /** Undefined: no types are written. */
  types: TypeSettings | undefined
  /** Absolute: the file of its types; undefined where another object has that file. */
  typesFile?: string | undefined
}
