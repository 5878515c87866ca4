/** The objects that a plugin can build: those of the config, and one for each source that a module imports. */
import { loadConfig } from '../config/load_config.ts'
import { objectOfSource } from '../config/source_object.ts'
import type { JobPolicy, ResolvedConfig, ResolvedObject, UserConfig } from '../config/types.ts'
import { BpfLinkerError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import { VIRTUAL_PREFIX } from './request.ts'

/** Where and for what the bundler runs. */
export interface Place {
  /** Absolute: the config is looked for from here. */
  root: string
  command: 'build' | 'serve'
  mode: string
}

export interface ObjectSource {
  /** In the config's order. */
  all: readonly ResolvedObject[]
  jobs: JobPolicy
  /** The files of the config. Absolute. */
  dependencies: string[]
  ofSource(file: string): ResolvedObject
  /** @throws BpfLinkerError IMPORT_INVALID */
  ofName(name: string): ResolvedObject
}

export async function loadObjects(
  option: string | false | UserConfig | undefined,
  place: Place,
): Promise<ObjectSource> {
  const config = await configOf(option, place)
  return {
    all: config.objects,
    jobs: config.jobs,
    dependencies: config.dependencies,
    ofSource: (file) => objectOfSource(config, file),
    ofName: (name) => find(config, name),
  }
}

function configOf(
  option: string | false | UserConfig | undefined,
  { root, command, mode }: Place,
): Promise<ResolvedConfig> {
  // Sources can be imported without a config; whoever imports an object without one is told by `find`.
  const context = { cwd: root, command, mode, allowEmpty: true }
  return loadConfig(typeof option === 'object' ? { ...context, inline: option } : { ...context, configFile: option })
}

/** By id; by name when only one profile's object has it. */
function find({ objects, configFile, dependencies }: ResolvedConfig, name: string): ResolvedObject {
  const exact = objects.find((object) => object.id === name)
  if (exact !== undefined) return exact
  const named = objects.filter((object) => object.name === name)
  const [only, ...more] = named
  if (only !== undefined && more.length === 0) return only
  const specifier = `${VIRTUAL_PREFIX}${name}`
  if (only !== undefined) {
    const ids = named.map((object) => `${VIRTUAL_PREFIX}${object.id}`).join(', ')
    const message = `An import asks for "${specifier}", an object with ${named.length} profiles.`
    throw new BpfLinkerError('IMPORT_INVALID', message, { hint: `Say which: ${ids}.`, dependencies })
  }
  const message = `An import asks for "${specifier}"; the config has no object of that name.`
  const ids = objects.map((object) => object.id)
  const hint =
    ids.length > 0
      ? suggestion(name, ids)
      : configFile === undefined
        ? 'No bpf-linker.config.* was found; write one, or give the plugin its `config`.'
        : `${configFile} has no objects.`
  throw new BpfLinkerError('IMPORT_INVALID', message, { hint, dependencies })
}
