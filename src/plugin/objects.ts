/** The objects that a plugin can build: those of the config, and one for each source that a module imports. */
import { placesBefore } from '../config/find_config.ts'
import { type LoadConfigOptions, loadConfig } from '../config/load_config.ts'
import { objectOfSource } from '../config/source_object.ts'
import { BpfLinkerError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import type { ObjectSettings, ResolvedObject } from '../settings/object.ts'
import type { Project } from '../watch/project.ts'
import type { ResolvedPluginOptions } from './options.ts'
import { VIRTUAL_PREFIX } from './request.ts'

/** Those of the plugin's options that decide on the objects. */
export type ConfigOptions = Pick<ResolvedPluginOptions, 'config' | 'configFile' | 'failOnWarn'>

/** Where and for what the bundler runs. */
export interface Place {
  /** Absolute: the config is looked for from here. */
  root: string
  command: 'build' | 'serve'
  mode: string
  /** Absolute: where results of links are kept when the config does not say; undefined: beside the `package.json`. */
  cacheFolder?: string | undefined
}

export interface ObjectSource extends Project {
  /** In the config's order. */
  all: readonly ResolvedObject[]
  /**
   * @param profileName undefined: the config's own
   * @throws BpfLinkerError IMPORT_INVALID for a profile that does not exist
   */
  ofSource(file: string, profileName: string | undefined): Promise<ResolvedObject>
  /** @throws BpfLinkerError IMPORT_INVALID */
  ofName(name: string, profileName: string | undefined): ResolvedObject
  /** Those for that profile, or all. @throws BpfLinkerError IMPORT_INVALID */
  ofManifest(profileName: string | undefined): ResolvedObject[]
}

export async function loadObjects(options: ConfigOptions, place: Place): Promise<ObjectSource> {
  const config = await loadConfig(configOptions(options, place))
  const settings = new Map<string, Promise<ObjectSettings>>()

  /** What the config says when its top level's profile is another. */
  function settingsFor(profileName: string): Promise<ObjectSettings> {
    const loading =
      settings.get(profileName) ??
      loadConfig(configOptions(options, place, profileName)).then(({ defaults }) => defaults)
    settings.set(profileName, loading)
    return loading
  }

  return {
    all: config.objects,
    jobs: config.jobs,
    cache: config.cache,
    dependencies: config.dependencies,
    absent:
      options.config === undefined && options.configFile === undefined
        ? placesBefore(place.root, config.configFile)
        : [],
    // Bundlers tell of the files that they know. What is new among the inputs is found when the next build begins.
    inputFolders: [],
    async ofSource(file, profileName) {
      if (profileName === undefined || profileName === config.defaults.profile.name) return objectOfSource(config, file)
      checkProfile(profileName, config)
      return objectOfSource(config, file, await settingsFor(profileName))
    },
    ofName: (name, profileName) => find(config, name, profileName),
    ofManifest: (profileName) => manifestOf(config, profileName),
  }
}

function configOptions(
  { config, configFile, failOnWarn }: ConfigOptions,
  place: Place,
  profileName?: string,
): LoadConfigOptions {
  const { root, command, mode, cacheFolder } = place
  const overrides = { ...(failOnWarn && { failOnWarn }), ...(profileName !== undefined && { profile: profileName }) }
  // Sources can be imported without a config; whoever imports an object without one is told by `find`.
  return { config, configFile, cwd: root, command, mode, overrides, cacheFolder, allowEmpty: true }
}

function checkProfile(profileName: string, { profiles, dependencies }: ResolvedConfig): void {
  const names = profiles.map(({ name }) => name)
  if (names.includes(profileName)) return
  const message = `an import asks for profile '${profileName}'; there is no such profile`
  throw new BpfLinkerError('IMPORT_INVALID', message, { hint: suggestion(profileName, names), dependencies })
}

/** By id; by name when only one object of that name, for that profile, is there. */
function find(config: ResolvedConfig, name: string, profileName: string | undefined): ResolvedObject {
  const { objects, dependencies } = config
  if (profileName !== undefined) checkProfile(profileName, config)
  const candidates = objects.filter((object) => object.id === name || object.name === name)
  const exact = candidates.filter((object) => object.id === name)
  const named = exact.length > 0 ? exact : candidates
  const [only, ...more] =
    profileName === undefined ? named : named.filter((object) => object.profile.name === profileName)
  if (only !== undefined && more.length === 0) return only
  const specifier = `${VIRTUAL_PREFIX}${name}`
  const [first] = named
  if (first === undefined) throw unknownName(config, name)
  if (profileName !== undefined) {
    const message = `an import asks for '${specifier}' for profile '${profileName}', which the config does not build it for`
    const hint = `it is built for ${named.map((object) => object.profile.name).join(', ')}; add to its 'profiles', or ask for one of them`
    throw new BpfLinkerError('IMPORT_INVALID', message, { hint, dependencies })
  }
  const ids = named.map((object) => `${VIRTUAL_PREFIX}${object.id}`).join(', ')
  const message = `an import asks for '${specifier}', an object with ${named.length} profiles`
  const hint = `say which: ${ids}; or ${specifier}?profile=${first.profile.name}`
  throw new BpfLinkerError('IMPORT_INVALID', message, { hint, dependencies })
}

function unknownName({ objects, configFile, dependencies }: ResolvedConfig, name: string): BpfLinkerError {
  const message = `an import asks for '${VIRTUAL_PREFIX}${name}'; the config has no object of that name`
  const ids = objects.map((object) => object.id)
  const hint =
    ids.length > 0
      ? suggestion(name, ids)
      : configFile === undefined
        ? "write a bpf-linker.config.*, of which none was found, or give the plugin its 'config'"
        : `${configFile} has no objects`
  return new BpfLinkerError('IMPORT_INVALID', message, { hint, dependencies })
}

function manifestOf(config: ResolvedConfig, profileName: string | undefined): ResolvedObject[] {
  const { objects, dependencies } = config
  if (profileName !== undefined) checkProfile(profileName, config)
  if (objects.some(({ id }) => id === 'manifest')) {
    const message = `an import asks for '${VIRTUAL_PREFIX}manifest'; an object of the config has that name as well`
    const hint = 'give the object another name: that of the manifest is fixed'
    throw new BpfLinkerError('IMPORT_INVALID', message, { hint, dependencies })
  }
  return objects.filter((object) => profileName === undefined || object.profile.name === profileName)
}
