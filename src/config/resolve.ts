/**
 * UserConfig → ResolvedConfig. Pure: what there is on disk comes in as
 * ProjectFiles (`project_files.ts`).
 *
 *   for each object, for each of its profiles:
 *     an option: the object's own, else the top level's, else the profile's, else the default
 *     id and file name: the object's name, and the profile's where there are several
 *
 * Behind this point nothing asks whether an option was given.
 */

import { resolve } from 'node:path'
import { mayEmit } from '../bpf/cpus.ts'
import { DEFAULT_PROFILE, featureString, listProfiles, resolveProfile } from '../kernel/profiles.ts'
import type { CacheSettings, ResolvedConfig } from '../settings/config.ts'
import type { Cpu, EmitKind, ExportSettings, OptimizationLevel } from '../settings/job.ts'
import { type LinkSettings, PLAIN_LINK_DEFAULTS, type PlainLinkSetting } from '../settings/job_settings.generated.ts'
import type { ObjectSettings, ResolvedObject } from '../settings/object.ts'
import type { JobPolicy } from '../settings/policy.ts'
import { DEFAULT_MEMORY_LIMIT, DEFAULT_TIMEOUT } from '../settings/policy.ts'
import { configError, type Problem } from '../settings/problems.ts'
import type { ResolvedProfile } from '../settings/profile.ts'
import type { ObjectOptions, UserConfig } from '../settings/user_config.generated.ts'
import { problemsBeyondSchema, profileNamesOf } from './beyond_schema.ts'
import { codeFlagsIn, flagsOf, withoutCodeFlags } from './clang_flags.ts'
import type { Origin, Origins } from './merge.ts'
import { listOf, type ProjectFiles } from './project_files.ts'
import { bytesOf } from './size.ts'
import { typesOf, withTypesFiles } from './type_files.ts'

export interface ResolveContext {
  /** Absolute: the folder of the config. */
  root: string
  files: ProjectFiles
  /** Where values came from. Default: all from `root`. */
  origins?: Origins
  configFile?: string | undefined
  dependencies?: readonly string[]
  /** What was found wrong before; told together with what is found here. */
  problems?: readonly Problem[]
  /** How many jobs at once where the config does not say. */
  cores: number
}

/**
 * @param user A config that the validator found right.
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME for profiles that do not exist, CONFIG_INVALID for what only shows when
 *   everything is known: circles of profiles, objects that would write the same file.
 */
export function resolveConfig(user: UserConfig, context: ResolveContext): ResolvedConfig {
  const { root, files, dependencies = [] } = context
  const fallback: Origin = { file: context.configFile, readFrom: root, writeTo: root }
  const origin = (path: string): Origin => context.origins?.get(path) ?? fallback
  const problems = [...problemsBeyondSchema(user, origin), ...(context.problems ?? [])]
  if (problems.length > 0) throw configError(problems, { root })

  const settings = (name: string | undefined, profileName: string, id: string): ObjectSettings =>
    settingsOf(optionsOf(user, name, origin), resolveProfile(profileName, user.profiles), root, id, files)
  const objects = Object.keys(user.objects ?? {}).flatMap((name) =>
    profileNamesOf(user, name).map((profileName, _, all): ResolvedObject => {
      const id = all.length > 1 ? `${name}.${profileName}` : name
      const inputs = (files.inputs[name] ?? []).map((input) => (typeof input === 'string' ? { path: input } : input))
      return { name, id, fileName: `${id}.bpf.o`, inputs, ...settings(name, profileName, id) }
    }),
  )
  const outDir = resolve(origin('outDir').writeTo, user.outDir ?? 'dist/bpf')
  return {
    root,
    configFile: context.configFile,
    dependencies: [...new Set([...dependencies, ...Object.keys(files.exportLists)])].sort(),
    outDir,
    objects: withTypesFiles(objects, outDir),
    profiles: listProfiles(user.profiles),
    jobs: policyOf(user, context.cores),
    cache: cacheOf(user, files.cacheFolder, origin('cache')),
    defaults: settings(undefined, user.profile ?? DEFAULT_PROFILE, ''),
    inputFolders: [...files.inputFolders],
  }
}

/** An option with the place it was written; the object's own before the top level's. */
type Pick = <Key extends keyof ObjectOptions>(key: Key) => { value: ObjectOptions[Key]; origin: Origin; own: boolean }

function optionsOf(user: UserConfig, name: string | undefined, origin: (path: string) => Origin): Pick {
  const object = name === undefined ? undefined : user.objects?.[name]
  return (key) => {
    const own = object?.[key]
    return own === undefined
      ? { value: user[key], origin: origin(key), own: false }
      : { value: own, origin: origin(`objects.${name}.${key}`), own: true }
  }
}

function settingsOf(
  pick: Pick,
  profile: ResolvedProfile,
  root: string,
  id: string,
  files: ProjectFiles,
): ObjectSettings {
  const value = <Key extends keyof ObjectOptions>(key: Key): ObjectOptions[Key] => pick(key).value
  const flags = flagsOf(value('cflags'))
  const said = codeFlagsIn(flags)
  const cpu = value('cpu') ?? said.cpu ?? profile.cpu
  const optimize = String(value('optimize') ?? said.optimize ?? 2) as OptimizationLevel
  const includeDirs = pick('includeDirs')
  const headers = pick('headers')
  const strip = pick('stripPathPrefix')
  const dump = pick('dumpModule')
  const events = pick('events')
  return {
    profile,
    workingDirectory: root,
    code: {
      target: value('target') ?? 'bpf',
      cpu,
      cpuFeatures: featureString(value('cpuFeatures') ?? profile.cpuFeatures),
      optimize,
      ...(strip.value === false
        ? {}
        : { stripPathPrefix: strip.value === undefined ? root : resolve(strip.origin.readFrom, strip.value) }),
    },
    compile: {
      defines: defineList(value('defines') ?? []),
      includeDirs: foldersOf(includeDirs.value, includeDirs.origin),
      headers: {
        libbpf: foldersOf(headers.value?.libbpf, headers.origin),
        linux: foldersOf(headers.value?.linux, headers.origin),
      },
      cflags: withoutCodeFlags(flags, { cpu, optimize }),
    },
    link: {
      ...plainLinkSettings(value, profile),
      exports: exportsOf(pick('exports'), files),
      allowUnresolved: unresolvedOf(value('allowUnresolved')),
      maxInstructions: value('maxInstructions') ?? profile.maxInstructions,
      expandMemcpyInOrder: value('expandMemcpyInOrder'),
      llvmArgs: llvmArgsOf(listOf(value('llvmArgs')), cpu, value('jumpTables') ?? profile.jumpTables),
      keepDwarf: value('debugInfo') === 'keep',
      ...(dump.value === undefined ? {} : { dumpModule: resolve(dump.origin.writeTo, dump.value, id) }),
    },
    emit: emitOf(listOf(value('emit'))),
    failOnWarn: value('failOnWarn') ?? false,
    events: { types: events.value ?? {}, shared: !events.own },
    types: typesOf(pick('types')),
  }
}

type PlainLinkSettings = Record<PlainLinkSetting, boolean>

/** What the linker takes as it stands: the option, else what the profile says, else the default. */
function plainLinkSettings(
  value: <Key extends keyof ObjectOptions>(key: Key) => ObjectOptions[Key],
  profile: ResolvedProfile,
): PlainLinkSettings {
  const ofProfile: Partial<Record<string, unknown>> = { ...profile }
  const names = Object.keys(PLAIN_LINK_DEFAULTS) as PlainLinkSetting[]
  const pairs = names.map((name) => [name, value(name) ?? ofProfile[name] ?? PLAIN_LINK_DEFAULTS[name]])
  return Object.fromEntries(pairs)
}

/**
 * LLVM 22 turns switches of some size into jump tables when it makes `v4` code,
 * and knows no function attribute of the target against it.
 */
function llvmArgsOf(given: readonly string[], cpu: Cpu, jumpTables: boolean): string[] {
  const option = '-bpf-min-jump-table-entries'
  if (jumpTables || !mayEmit(cpu, 'gotox') || given.some((arg) => arg.replace(/^--/, '-').startsWith(option)))
    return [...given]
  return [`${option}=4294967295`, ...given]
}

function foldersOf(value: string | readonly string[] | undefined, { readFrom }: Origin): string[] {
  return listOf(value).map((path) => resolve(readFrom, path))
}

function emitOf(kinds: readonly EmitKind[]): EmitKind[] {
  return [...new Set<EmitKind>(['object', ...kinds])]
}

function exportsOf(
  { value, origin }: { value: ObjectOptions['exports']; origin: Origin },
  files: ProjectFiles,
): ExportSettings {
  if (value === undefined || value === 'auto') return { auto: true, patterns: [] }
  if ('file' in value)
    return { auto: false, patterns: [...(files.exportLists[resolve(origin.readFrom, value.file)] ?? [])] }
  return { auto: value.includes('auto'), patterns: value.filter((name) => name !== 'auto') }
}

function unresolvedOf(value: ObjectOptions['allowUnresolved'] = false): LinkSettings['allowUnresolved'] {
  return typeof value === 'boolean' ? { all: value, patterns: [] } : { all: false, patterns: [...value] }
}

function defineList(defines: NonNullable<ObjectOptions['defines']>): string[] {
  if (Array.isArray(defines)) return [...(defines as readonly string[])]
  return Object.entries(defines as Readonly<Record<string, string | number | boolean>>)
    .filter(([, value]) => value !== false)
    .map(([name, value]) => `${name}=${value === true ? 1 : value}`)
}

function policyOf(user: UserConfig, cores: number): JobPolicy {
  return {
    isolate: user.isolate ?? true,
    memoryLimit: user.memoryLimit === undefined ? DEFAULT_MEMORY_LIMIT : bytesOf(user.memoryLimit),
    timeout: user.timeout ?? DEFAULT_TIMEOUT,
    concurrency: user.concurrency ?? cores,
  }
}

const DEFAULT_CACHE_SIZE = 256 * 2 ** 20

function cacheOf(
  { cache = true, cacheSize }: UserConfig,
  byDefault: string | undefined,
  { writeTo }: Origin,
): CacheSettings {
  const folder = typeof cache === 'string' ? resolve(writeTo, cache) : cache ? byDefault : undefined
  return { folder, maxSize: cacheSize === undefined ? DEFAULT_CACHE_SIZE : bytesOf(cacheSize) }
}
