/** The config as users write it, and as everything after `resolve` sees it: nothing behind asks "was it given?". */
import type { ObjectSettings, ResolvedObject } from './object.ts'
import type { JobPolicy } from './policy.ts'
import type { ResolvedProfile } from './profile.ts'
import type { UserConfig } from './user_config.generated.ts'

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

/** Which config: by value, or a file. The same two keys in `loadConfig()`, `build()` and the plugins. */
export interface ConfigChoice {
  /** The config itself, a promise of it, or a function that returns either. Its paths are relative to `cwd`. */
  config?: ConfigExport | undefined
  /** The config's file, relative to `cwd`; `false`: none, all defaults. @default bpf-linker.config.* in `cwd` or above */
  configFile?: string | false | undefined
}

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

/** Where results of links are kept. */
export interface CacheSettings {
  /** Absolute; undefined: nowhere. */
  folder: string | undefined
  /** How large it may become. Default 256 MiB. */
  maxSize: number
}
