/**
 * `build()`: a config → BPF objects on disk.
 */
import { loadConfig } from '../config/load_config.ts'
import { checkSignal } from '../link/options.ts'
import type { ConfigChoice, ConfigEnvironment, ResolvedConfig } from '../settings/config.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { BuiltObject } from './built_object.ts'
import type { Manifest } from './manifest.ts'
import type { ObjectOutcome } from './objects.ts'
import { runBuild } from './run_build.ts'
import { selectObjects } from './select.ts'

/** What to build. */
export interface BuildTarget extends ConfigChoice {
  /** Relative paths start here, and the config is looked for from here upwards. Default: the working directory. */
  cwd?: string | undefined
  /** What config functions get as `command`. Default `build`. */
  command?: ConfigEnvironment['command'] | undefined
  /** What config functions get as `mode`. */
  mode?: string | undefined
  /** Which objects: names or ids. Default: all. */
  objects?: readonly string[] | undefined
  /** Only for these profiles. Default: all. */
  profiles?: readonly string[] | undefined
  /** Instead of the config's; relative to `cwd`. */
  outDir?: string | undefined
  /** Warnings fail their object. Default: as the config says. */
  failOnWarn?: boolean | undefined
}

export interface BuildOptions extends BuildTarget {
  /** Write objects and manifest to `outDir`. Default true. */
  write?: boolean | undefined
  /** Link also what the cache has. Default false. */
  force?: boolean | undefined
  /** Stops the running jobs and starts no more. */
  signal?: AbortSignal | undefined
  /** Called as each object is done, in the order they end. */
  onObject?: ((outcome: ObjectOutcome) => void) | undefined
}

export interface BuildResult {
  /** In the config's order. */
  objects: BuiltObject[]
  /** As written to `outDir`. */
  manifest: Manifest
  /** Absolute paths of every file that the config or a job read, sorted. */
  dependencies: string[]
}

export interface PreparedBuild {
  config: ResolvedConfig
  /** Those to build. */
  objects: ResolvedObject[]
}

/**
 * Links the objects of a config and writes them, with `bpf-manifest.json`, to
 * `outDir`. All objects are tried; one that fails leaves no file of an earlier
 * build standing in its place.
 *
 * @throws BpfLinkerError CONFIG_* for the config; for failed objects the first
 * one's code, with the diagnostics and dependencies of all
 * @example
 * const { objects } = await build({ objects: ['probe'] })
 * console.log(objects[0].file, objects[0].info.programs.map((p) => p.name))
 */
export async function build(options: BuildOptions = {}): Promise<BuildResult> {
  const { write = true, force, signal, onObject } = options
  checkSignal(signal)
  const { config, objects } = await prepareBuild(options)
  const { built, failed, manifest, dependencies } = await runBuild(config, objects, { write, force, signal, onObject })
  if (failed.length > 0) {
    const { failureOf } = await import('./failure.ts')
    throw failureOf(failed, objects.length, dependencies)
  }
  return { objects: built, manifest, dependencies }
}

/** The config, and what of it to build. */
export async function prepareBuild(target: BuildTarget): Promise<PreparedBuild> {
  const { cwd, configFile, command, mode, objects = [], profiles = [], outDir, failOnWarn } = target
  const overrides = { outDir, failOnWarn }
  const config = await loadConfig({ cwd, config: target.config, configFile, command, mode, overrides })
  return { config, objects: selectObjects(config, { names: objects, profileNames: profiles }) }
}
