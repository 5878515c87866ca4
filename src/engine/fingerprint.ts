/**
 * The fingerprint of an object: a hash of all that decides its bytes, which is
 * the same on every machine and in every folder. Pure; `fingerprints.ts` asks
 * the disk.
 */
import path from 'node:path'
import { isCrate, type ObjectInput } from '../settings/inputs.ts'
import type { ResolvedObject } from '../settings/object.ts'
import { sha256Of, sha256OfData } from '../sha256.ts'

export interface FingerprintParts {
  object: ResolvedObject
  /** The hash of its bytes: what no file of the project decides (the text of a library's sources) shows there. */
  sha256: string
  /** The native part and this package, by content. */
  tool: string
  /** Every file that was read, with the hash of its content. */
  files: readonly (readonly [file: string, hash: string])[]
  /** For each crate among the inputs, which cargo builds it. */
  cargo: readonly string[]
  places: Places
}

export interface Places {
  /** The config's folder. */
  root: string
  /** Where the package's own headers are. */
  headerDirectory: string
}

/** In hex. */
export function fingerprintOf({ object, sha256, tool, files, cargo, places }: FingerprintParts): string {
  const { code, compile, link, profile, emit, failOnWarn } = object
  const place = (file: string) => placeOf(file, places)
  const { stripPathPrefix, ...codeSettings } = code
  const { dumpModule: _, ...linkSettings } = link
  const parts = {
    sha256,
    tool,
    cargo,
    profile,
    emit,
    failOnWarn,
    code: codeSettings,
    link: linkSettings,
    compile: {
      ...compile,
      includeDirs: compile.includeDirs.map(place),
      headers: { libbpf: compile.headers.libbpf.map(place), linux: compile.headers.linux.map(place) },
      cflags: compile.cflags.map((flag) => flag.replaceAll(places.root, '.')),
    },
    // Without it the object has whole paths, and differs from folder to folder.
    paths: stripPathPrefix === undefined ? places.root : place(stripPathPrefix),
    inputs: object.inputs.map((input) => inputOf(input, object.workingDirectory, place)),
    files: files.map(([file, hash]) => `${place(file)} ${hash}`).sort(),
  }
  return sha256OfData(parts)
}

/**
 * A path's name for every machine: relative to the config's folder or to the
 * package's headers. Of a file elsewhere only the last part is known to be the
 * same; its content tells the rest.
 */
export function placeOf(file: string, { root, headerDirectory }: Places): string {
  const inPackage = relativeIn(headerDirectory, file)
  if (inPackage !== undefined) return `<package>/${inPackage}`
  const inRoot = relativeIn(root, file)
  return inRoot === undefined ? `<elsewhere>/${path.basename(file)}` : inRoot
}

function inputOf(input: ObjectInput, folder: string, place: (file: string) => string): object {
  if (isCrate(input)) return { ...input, crate: place(input.crate) }
  if ('path' in input) return { ...input, path: place(path.resolve(folder, input.path)) }
  const { bytes, ...rest } = input
  return { ...rest, sha256: sha256Of(bytes) }
}

/** With `/`; undefined when it is not in that folder. */
function relativeIn(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file)
  return relative.startsWith('..') || path.isAbsolute(relative) ? undefined : relative.replaceAll('\\', '/')
}
