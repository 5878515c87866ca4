/**
 * The config, from nothing to ResolvedConfig:
 *
 *   find ─▶ evaluate ─▶ validate ─▶ extends ─▶ merge ─▶ look up files ─▶ resolve
 *
 * Whatever goes wrong, the error carries the files that were read until then, so
 * that a watcher notices the mending.
 */

import { availableParallelism } from 'node:os'
import { dirname, resolve } from 'node:path'
import { debugFor } from '../debug.ts'
import { BpfLinkerError } from '../errors.ts'
import type { ConfigChoice, ConfigEnvironment, ResolvedConfig } from '../settings/config.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import type { UncheckedConfig } from './find_config.ts'
import type { Origin } from './merge.ts'

export interface LoadConfigOptions extends ConfigChoice {
  /** Where the search begins, and what `configFile` and `overrides` are relative to. @default process.cwd() */
  cwd?: string | undefined
  /** Counts over what the config says, as options of a command line do. */
  overrides?: UserConfig | undefined
  /** Handed to a config that is a function. @default 'build' */
  command?: ConfigEnvironment['command'] | undefined
  /** Handed to a config that is a function. @default 'development' for `serve`, else 'production' */
  mode?: string | undefined
  /** Where results of links are kept when the config does not say. @default beside the nearest `package.json` */
  cacheFolder?: string | undefined
  /** No config, or one without objects, is fine. @default false */
  allowEmpty?: boolean | undefined
}

/**
 * Finds, runs, checks and resolves the config. Every call reads the files anew.
 *
 * @throws BpfLinkerError CONFIG_NOT_FOUND, CONFIG_LOAD_FAILED (the file cannot be read or run), CONFIG_INVALID,
 *   CONFIG_UNKNOWN_NAME, INPUT_NOT_FOUND, INPUT_IS_DIRECTORY. `dependencies` are the files read so far.
 * @example
 * const { objects } = await loadConfig({ cwd: 'packages/agent' })
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<ResolvedConfig> {
  const dependencies = new Set<string>()
  try {
    return await load(options, dependencies)
  } catch (error) {
    if (error instanceof BpfLinkerError) {
      for (const file of error.dependencies) dependencies.add(file)
      error.dependencies.splice(0, Number.POSITIVE_INFINITY, ...[...dependencies].sort())
    }
    throw error
  }
}

const debug = debugFor('config')

async function load(options: LoadConfigOptions, dependencies: Set<string>): Promise<ResolvedConfig> {
  const { command = 'build', overrides, allowEmpty = false } = options
  const cwd = resolve(options.cwd ?? '.')
  const environment = { command, mode: options.mode ?? (command === 'serve' ? 'development' : 'production') }
  const source = await sourceOf(options, cwd, environment, allowEmpty)
  const root = source.file === undefined ? cwd : dirname(source.file)

  const { layersOf } = await import('./layers.ts')
  const layers = await layersOf(source, { root, environment, dependencies })
  if (overrides !== undefined) layers.push(await overrideLayer(overrides, cwd))

  const { mergeLayers } = await import('./merge.ts')
  const { config, origins } = mergeLayers(layers)
  const fallback: Origin = { file: source.file, readFrom: root, writeTo: root }
  const { configError } = await import('../settings/problems.ts')
  if (Object.keys(config.objects ?? {}).length === 0 && !allowEmpty) {
    const hint = "name what to link: objects: { probe: { inputs: ['src/bpf/*.bpf.c'] } }"
    const problem = {
      code: 'CONFIG_INVALID',
      path: 'objects',
      message: 'there is none',
      hint,
      file: source.file,
    } as const
    throw configError([problem], { root })
  }
  const { lookUp } = await import('./project_files.ts')
  const { files, problems } = await lookUp(config, origins, fallback)
  const { resolveConfig } = await import('./resolve.ts')
  const resolved = resolveConfig(config, {
    root,
    files: { ...files, cacheFolder: options.cacheFolder ?? files.cacheFolder },
    origins,
    problems,
    configFile: source.file,
    dependencies: [...dependencies],
    cores: availableParallelism(),
  })
  debug?.(`${source.file ?? 'no file'}: ${resolved.objects.map(({ id }) => id).join(', ') || 'no objects'}`)
  return resolved
}

async function sourceOf(
  { config, configFile }: ConfigChoice,
  cwd: string,
  environment: ConfigEnvironment,
  allowEmpty: boolean,
): Promise<UncheckedConfig> {
  if (config !== undefined) {
    refuseFile(config, configFile)
    const { evaluateExport } = await import('./load_module.ts')
    return { file: undefined, value: await evaluateExport(config, environment), dependencies: [] }
  }
  if (configFile === false) return { file: undefined, value: {}, dependencies: [] }
  const { findConfig, readConfig, searchedFolders } = await import('./find_config.ts')
  if (configFile !== undefined) return readConfig(resolve(cwd, configFile), environment)
  const found = await findConfig(cwd, environment)
  if (found !== undefined) return found
  if (allowEmpty) return { file: undefined, value: {}, dependencies: [] }
  throw new BpfLinkerError('CONFIG_NOT_FOUND', `there is no bpf-linker.config.* in ${searchedFolders(cwd)}`, {
    hint: "write bpf-linker.config.ts: export default { objects: { probe: { inputs: ['src/bpf/*.bpf.c'] } } }",
  })
}

/** For callers without types, and for two configs at once. */
function refuseFile(config: unknown, configFile: string | false | undefined): void {
  const hint = "a file goes into 'configFile', its content into 'config'"
  if (typeof config === 'string') {
    throw new BpfLinkerError('CONFIG_INVALID', `config: found '${config}', expected the config itself`, { hint })
  }
  if (typeof configFile === 'string') {
    throw new BpfLinkerError('CONFIG_INVALID', `'config' and 'configFile' at once`, { hint: 'keep one of them' })
  }
}

async function overrideLayer(config: UserConfig, cwd: string) {
  const { validate } = await import('./validate.ts')
  const { configError } = await import('../settings/problems.ts')
  const problems = await validate(config, { file: undefined, partial: true })
  if (problems.length > 0) throw configError(problems, { root: cwd })
  return { config, origin: { file: undefined, readFrom: cwd, writeTo: cwd } }
}
