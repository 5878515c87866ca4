/**
 * What a config says about files, looked up: globs become paths, export lists
 * become names. The only part of the resolution that does I/O.
 *
 * The order of inputs is the order of linking, so it must not depend on the
 * file system: as the config lists them, the matches of one glob sorted by code
 * units. A file that two patterns match is linked once, where it comes first.
 */

import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import { nearest } from '../nearest.ts'
import { type CrateInput, manifestOf } from '../settings/inputs.ts'
import type { Problem } from '../settings/problems.ts'
import type { CargoCrate, UserConfig } from '../settings/user_config.generated.ts'
import type { Origin, Origins } from './merge.ts'

export interface ProjectFiles {
  /** The inputs of each object, by the object's name: absolute paths, and crates. */
  inputs: Readonly<Record<string, readonly (string | CrateInput)[]>>
  /** The names in an export list, by the list's absolute path. */
  exportLists: Readonly<Record<string, readonly string[]>>
  /** The folders where globs begin. */
  inputFolders: readonly string[]
  /** Where the cache is when the config does not say; undefined: nowhere. */
  cacheFolder: string | undefined
}

export interface LookUp {
  files: ProjectFiles
  problems: Problem[]
}

/** Looks up everything that `config` names. What is not there becomes a problem, all of them at once. */
export async function lookUp(config: UserConfig, origins: Origins, fallback: Origin): Promise<LookUp> {
  const inputs: Record<string, (string | CrateInput)[]> = {}
  const exportLists: Record<string, string[]> = {}
  const folders = new Set<string>()
  const problems: Problem[] = []

  for (const [name, object] of Object.entries(config.objects ?? {})) {
    const path = `objects.${name}.inputs`
    const origin = origins.get(path) ?? fallback
    const report = (index: number, code: Problem['code'], message: string, hint: string, missing?: string): void => {
      const at = Array.isArray(object.inputs) ? `${path}[${index}]` : path
      problems.push({ code, path: at, message, hint, file: origin.file, ...(missing ? { missing } : {}) })
    }
    inputs[name] = await expand(listOf(object.inputs), origin.readFrom, folders, report)
  }

  const owners = [['', config], ...Object.entries(config.objects ?? {}).map(([n, o]) => [`objects.${n}.`, o])] as const
  for (const [prefix, { exports }] of owners as readonly (readonly [string, UserConfig])[]) {
    if (typeof exports !== 'object' || !('file' in exports)) continue
    const origin = origins.get(`${prefix}exports`) ?? fallback
    const file = resolve(origin.readFrom, exports.file)
    try {
      exportLists[file] = namesIn(await readFile(file, 'utf8'))
    } catch (error) {
      problems.push({
        code: 'INPUT_NOT_FOUND',
        path: `${prefix}exports.file`,
        message: `cannot read ${file}: ${reasonOf(error)}`,
        hint: 'name a text file with one symbol on each line',
        file: origin.file,
        missing: file,
      })
    }
  }
  const cacheFolder = cacheFolderFrom(fallback.readFrom)
  return { files: { inputs, exportLists, inputFolders: [...folders].sort(), cacheFolder }, problems }
}

/** Beside the nearest `package.json`, where other build tools keep theirs. */
function cacheFolderFrom(folder: string): string | undefined {
  if (existsSync(resolve(folder, 'package.json'))) return resolve(folder, 'node_modules/.cache/bpf-linker')
  const above = dirname(folder)
  return above === folder ? undefined : cacheFolderFrom(above)
}

type Report = (index: number, code: Problem['code'], message: string, hint: string, missing?: string) => void

async function expand(
  inputs: readonly (string | CargoCrate)[],
  folder: string,
  folders: Set<string>,
  report: Report,
): Promise<(string | CrateInput)[]> {
  const left = inputs.flatMap((p) => (typeof p === 'string' && p.startsWith('!') ? p.slice(1) : []))
  const found = new Set<string | CrateInput>()
  for (const [index, pattern] of inputs.entries()) {
    if (typeof pattern !== 'string') {
      const crate = crateInput(pattern, folder)
      const manifest = manifestOf(crate)
      if ((await kindOf(manifest)) === 'file') found.add(crate)
      else report(index, 'INPUT_NOT_FOUND', `there is no crate in '${pattern.cargo}'`, `expected ${manifest}`, manifest)
      continue
    }
    if (pattern.startsWith('!')) continue
    const file = resolve(folder, pattern)
    const kind = await kindOf(file)
    if (kind === 'file') {
      // A file of that very name counts before what its name means as a glob: `[id].bpf.c`.
      found.add(file)
      continue
    }
    const { isDynamicPattern } = await import('tinyglobby')
    if (kind === 'folder') {
      const isCrate = (await kindOf(resolve(file, 'Cargo.toml'))) === 'file'
      const meant = isCrate ? `{ cargo: '${pattern}' }` : `'${pattern.replace(/\/+$/, '')}/*.bpf.c'`
      report(index, 'INPUT_IS_DIRECTORY', `'${pattern}' is a folder`, `did you mean ${meant}?`)
    } else if (!isDynamicPattern(pattern)) {
      report(index, 'INPUT_NOT_FOUND', `there is no file '${pattern}' in ${folder}`, await hintFor(file), file)
    } else {
      const matches = await matchesOf(pattern, left, folder)
      folders.add(startOf(pattern, folder))
      for (const match of matches) found.add(match)
      if (matches.length === 0) {
        const hint =
          left.length > 0
            ? 'files that a pattern with ! leaves out do not count'
            : 'globs leave out node_modules and names that begin with a dot'
        report(index, 'INPUT_NOT_FOUND', `no file matches '${pattern}' in ${folder}`, hint)
      }
    }
  }
  return [...found]
}

/** A crate as a config names it, with its folder absolute. */
export function crateInput({ cargo, bin, features, toolchain }: CargoCrate, folder: string): CrateInput {
  return {
    crate: resolve(folder, cargo),
    features: [...(features ?? [])],
    ...(bin === undefined ? {} : { bin }),
    ...(toolchain === undefined ? {} : { toolchain }),
  }
}

async function matchesOf(pattern: string, left: readonly string[], folder: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const paths = await glob([pattern], {
    cwd: folder,
    ignore: [...left, ...(pattern.includes('node_modules') ? [] : ['**/node_modules/**'])],
    expandDirectories: false,
  })
  return paths.sort(byCodeUnits).map((path) => resolve(folder, path))
}

/** The folder a glob starts in: all of it before the first part with a wildcard. */
function startOf(pattern: string, folder: string): string {
  const parts = pattern.split('/')
  const wild = parts.findIndex((part) => /[*?[\]{}()!@+]/.test(part))
  return resolve(folder, parts.slice(0, wild === -1 ? -1 : wild).join('/') || '.')
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch {
    return undefined
  }
}

async function hintFor(file: string): Promise<string> {
  const siblings = await readdir(dirname(file)).catch(() => undefined)
  if (siblings === undefined) return `there is no folder ${dirname(file)} either`
  const near = nearest(basename(file), siblings)
  return near === undefined ? 'paths are relative to the folder of the config' : `did you mean '${near}'?`
}

/** One name on each line; empty lines and lines that begin with `#` do not count. */
function namesIn(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  return error instanceof Error ? error.message : String(error)
}

/** An option that may be one or many. */
export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly T[]) : [value as T]
}

/** `path` as it looks from `folder`, with `/` on every system. */
export function relativeTo(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/')
}
