/**
 * The config file and what is in it, by cosmiconfig with loaders of our own: its
 * TypeScript loader needs the compiler API that TypeScript 7 no longer has, and
 * none of its loaders tells which files were read.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { Loader } from 'cosmiconfig'
import { BpfLinkerError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { ConfigEnvironment } from '../settings/config.ts'
import { loadFailed } from './load_failure.ts'

const NAME = 'bpf-linker'
const MODULES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']
const ENDINGS = [...MODULES, '.json', '.yaml', '.yml']

/** What a config file says, not yet checked. */
export interface ConfigSource {
  /** Absolute. */
  file: string
  value: unknown
  /** Absolute, the file among them. */
  dependencies: string[]
}

/** The same, from a file or by value. */
export type UncheckedConfig = Omit<ConfigSource, 'file'> & { file: string | undefined }

/** Looks in `cwd` and above; undefined when there is none. */
export async function findConfig(cwd: string, environment: ConfigEnvironment): Promise<ConfigSource | undefined> {
  const last = stopFolder(cwd)
  const { explorer, read } = await exploring(environment)
  // One folder at a time: cosmiconfig's own way up ends in ~/.config, and a build must not depend on that.
  for (let folder = cwd; ; folder = dirname(folder)) {
    const result = await explorer.search(folder)
    if (result !== null) return read(result)
    if (folder === last || folder === dirname(folder)) return undefined
  }
}

/**
 * Reads the config file at an absolute path.
 * @throws BpfLinkerError CONFIG_NOT_FOUND, CONFIG_LOAD_FAILED
 */
export async function readConfig(file: string, environment: ConfigEnvironment): Promise<ConfigSource> {
  if (!existsSync(file)) {
    const siblings = existsSync(dirname(file)) ? readdirSync(dirname(file)) : []
    const near = nearest(basename(file), siblings)
    throw new BpfLinkerError('CONFIG_NOT_FOUND', `there is no config file ${file}`, {
      hint:
        near === undefined ? 'check the path; without it, bpf-linker.config.* is searched' : `did you mean '${near}'?`,
      dependencies: [file],
    })
  }
  if (!ENDINGS.includes(extname(file))) {
    throw loadFailed(file, `a config file ends in ${ENDINGS.join(', ')}`, undefined)
  }
  const { explorer, read } = await exploring(environment)
  const result = await explorer.load(file).catch((error: unknown) => {
    if (error instanceof BpfLinkerError) throw error
    throw loadFailed(file, `cannot be read: ${(error as Error).message}`, undefined, {
      cause: error,
      dependencies: [file],
    })
  })
  if (result === null) {
    const hint = 'name a bpf-linker.config.* file, or add the key'
    throw loadFailed(file, `it has no key '${NAME}'`, undefined, { dependencies: [file], hint })
  }
  return read(result)
}

/**
 * Where {@link findConfig} looked before it had `found`, or in vain: a config that appears there counts. Absolute.
 * Without `package.json`, which is there for other reasons.
 */
export function placesBefore(cwd: string, found: string | undefined): string[] {
  const last = stopFolder(cwd)
  const places: string[] = []
  for (let folder = cwd; ; folder = dirname(folder)) {
    for (const ending of ENDINGS) {
      const place = join(folder, `${NAME}.config${ending}`)
      if (place === found) return places
      places.push(place)
    }
    if ((found !== undefined && folder === dirname(found)) || folder === last || folder === dirname(folder))
      return places
  }
}

/** Where the search ends: the root of the repository or workspace, else the nearest package. */
export function stopFolder(cwd: string): string {
  let nearestPackage: string | undefined
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (
      ['.git', '.hg', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', 'package-lock.json', 'yarn.lock', 'bun.lock'].some(
        (name) => existsSync(join(folder, name)),
      )
    )
      return folder
    if (existsSync(join(folder, 'package.json'))) {
      if (hasWorkspaces(join(folder, 'package.json'))) return folder
      nearestPackage ??= folder
    }
    if (folder === dirname(folder)) return nearestPackage ?? cwd
  }
}

/** npm, Yarn and Bun name them there; before the first install no lockfile tells. */
function hasWorkspaces(file: string): boolean {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { workspaces?: unknown } | null)?.workspaces !== undefined
  } catch {
    // What is wrong with it is said when it is needed.
    return false
  }
}

interface Found {
  filepath: string
  config: unknown
  isEmpty?: boolean
}

/** What a loader gives to cosmiconfig, so that no value means anything to it (`$import`, nothing at all). */
interface Wrapped {
  value: unknown
  named?: string[] | undefined
  dependencies: string[]
}

async function exploring(environment: ConfigEnvironment) {
  const { cosmiconfig, defaultLoaders } = await import('cosmiconfig')
  const module: Loader = async (file): Promise<Wrapped> => {
    const { loadModule } = await import('./load_module.ts')
    return loadModule(file, environment)
  }
  const json: Loader = (file, text) => {
    const value = parseJson(file, text)
    // cosmiconfig takes the key of it.
    return basename(file) === 'package.json' ? (value ?? {}) : { value, dependencies: [file] }
  }
  const yaml: Loader = (file, text): Wrapped => ({
    value: parseYaml(file, text, defaultLoaders['.yaml']),
    dependencies: [file],
  })
  const explorer = cosmiconfig(NAME, {
    searchPlaces: [...ENDINGS.map((ending) => `${NAME}.config${ending}`), 'package.json'],
    loaders: {
      ...Object.fromEntries(MODULES.map((ending) => [ending, module])),
      ...{ '.json': json, '.yaml': yaml, '.yml': yaml },
    },
    searchStrategy: 'none',
    cache: false,
    ignoreEmptySearchPlaces: false,
  })
  return { explorer, read: ({ filepath, config, isEmpty }: Found) => sourceOf(filepath, config, isEmpty === true) }
}

function sourceOf(file: string, config: unknown, isEmpty: boolean): ConfigSource {
  if (basename(file) === 'package.json') return { file, value: config, dependencies: [file] }
  const hint = MODULES.includes(extname(file))
    ? "export default { objects: { probe: { inputs: ['src/bpf/*.bpf.c'] } } }"
    : 'an empty config is {}'
  if (isEmpty) throw loadFailed(file, 'it is empty', undefined, { hint, dependencies: [file] })
  const { value, named, dependencies } = config as Wrapped
  if (named !== undefined) {
    const has = named.length === 0 ? 'exports nothing' : `has no default export, only ${named.join(', ')}`
    throw loadFailed(file, `it ${has}`, undefined, { hint, dependencies })
  }
  if (value === undefined || value === null) {
    throw loadFailed(file, `its config is ${value}`, undefined, { hint, dependencies })
  }
  return { file, value, dependencies }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const { message } = error as Error
    // What is missing at the end is missing behind the last word, not on the empty line below.
    const position = Math.min(Number(/at position (\d+)/.exec(message)?.[1] ?? text.length), text.trimEnd().length)
    const before = text.slice(0, position).split('\n')
    const place = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
    const short = message.replace(/ (?:in JSON )?at position.*$/s, '').replace(/, ?".*" is not valid JSON$/s, '')
    throw loadFailed(file, `no valid JSON: ${short}`, place, { cause: error, dependencies: [file] })
  }
}

/** js-yaml's error; lines and columns from 0. */
interface YamlError {
  reason?: string
  mark?: { line: number; column: number }
}

function parseYaml(file: string, text: string, parse: (file: string, text: string) => unknown): unknown {
  try {
    return parse(file, text)
  } catch (error) {
    const { reason, mark } = error as YamlError
    const place = mark === undefined ? undefined : { file, line: mark.line + 1, column: mark.column + 1 }
    throw loadFailed(file, `no valid YAML: ${reason ?? (error as Error).message}`, place, {
      cause: error,
      dependencies: [file],
    })
  }
}

/** For messages: where a search looked. */
export function searchedFolders(cwd: string): string {
  const last = stopFolder(cwd)
  return last === cwd ? cwd : `${cwd} and the folders above, up to ${last}`
}
