/**
 * Finds the native part: the executable, the headers beside it, and the addon.
 *
 * 1. `BPF_LINKER_NATIVE_PATH`, a folder or a file in it. What is set counts:
 *    a wrong value is an error and never falls back to another version.
 * 2. `native/build/dist` of the package: a checkout that was built.
 * 3. The platform package, `@bpf-linker/<platform>-<arch>`, and for the addon
 *    `@bpf-linker/in-process-<platform>-<arch>-<libc>`, which is optional.
 */
import { statSync } from 'node:fs'
import path from 'node:path'
import {
  installedPackage,
  installedPlatforms,
  packageRoot,
  packageVersion,
  publishedPlatforms,
  thisAddon,
  thisPlatform,
} from './machine.ts'
import { type Attempt, nativeMissing } from './native_missing.ts'

/** Absolute paths of the parts. */
export interface NativePart {
  executable: string
  headerDirectory: string
  /** Undefined where its package is not installed. */
  addon: string | undefined
  /** `BPF_LINKER_NATIVE_PATH` named it. */
  overridden: boolean
}

const EXECUTABLE = 'bpf-linker'
const ADDON = 'bpf-linker.node'

let found: { key: string | undefined; part: NativePart } | undefined

/**
 * Looked for once; again when `BPF_LINKER_NATIVE_PATH` changes.
 * @throws BpfLinkerError NATIVE_MISSING, with every attempt and what to do
 */
export function findNative(): NativePart {
  const key = process.env.BPF_LINKER_NATIVE_PATH || undefined
  if (found === undefined || found.key !== key) found = { key, part: search(key) }
  return found.part
}

/**
 * Where the native executable is: for rustc's `linker`, for Makefiles.
 * @throws BpfLinkerError NATIVE_MISSING
 */
export function nativePath(): string {
  return findNative().executable
}

function search(override: string | undefined): NativePart {
  const platform = thisPlatform()
  const attempts: Attempt[] = []
  if (override !== undefined) {
    const part = fromOverride(path.resolve(override))
    if (typeof part === 'object') return part
    attempts.push({ place: `BPF_LINKER_NATIVE_PATH=${override}`, problem: part })
  } else {
    const build = path.join(packageRoot, 'native/build/dist')
    if (isFile(path.join(build, EXECUTABLE))) return partIn(build)
    const source = isFile(path.join(packageRoot, 'native/CMakeLists.txt'))
    if (source) attempts.push({ place: build, problem: 'not built' })
    const folder = installedPackage(platform)
    if (folder !== undefined && isFile(path.join(folder, EXECUTABLE))) {
      return { ...partIn(folder), addon: addonIn(installedPackage(thisAddon())) }
    }
    attempts.push({
      place: `@bpf-linker/${platform}`,
      problem: folder === undefined ? 'not installed' : `installed in ${folder}, without its file ${EXECUTABLE}`,
    })
  }
  throw nativeMissing({
    version: packageVersion(),
    platform,
    attempts,
    override,
    sourceRoot: isFile(path.join(packageRoot, 'native/CMakeLists.txt')) ? packageRoot : undefined,
    published: publishedPlatforms(),
    installed: installedPlatforms(),
    packageManager: process.env.npm_config_user_agent?.split('/')[0],
  })
}

/** The part, or what is wrong with the path. */
function fromOverride(target: string): NativePart | string {
  const stats = statSync(target, { throwIfNoEntry: false })
  if (stats === undefined) return 'there is no such file or folder'
  if (stats.isDirectory()) {
    return isFile(path.join(target, EXECUTABLE)) ? partIn(target, true) : `the folder has no file ${EXECUTABLE}`
  }
  const folder = path.dirname(target)
  return target.endsWith('.node')
    ? { ...partIn(folder, true), addon: target }
    : { ...partIn(folder, true), executable: target }
}

function partIn(folder: string, overridden = false): NativePart {
  return {
    executable: path.join(folder, EXECUTABLE),
    headerDirectory: path.join(folder, 'include'),
    addon: addonIn(folder),
    overridden,
  }
}

function addonIn(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined
  const addon = path.join(folder, ADDON)
  return isFile(addon) ? addon : undefined
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
}
