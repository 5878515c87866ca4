/**
 * `bpf-manifest.json`: what a build put into `outDir`, for loaders, packagers
 * and later steps. The same build gives the same bytes: no times, no absolute
 * paths.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { EmitKind } from '../link/job.ts'
import type { MapInfo, ProgramInfo } from '../object/types.ts'
import type { BuiltObject } from './types.ts'

/** The file's name in `outDir`. */
export const MANIFEST_NAME = 'bpf-manifest.json'

/** Raised when a key changes its meaning or goes. */
const MANIFEST_VERSION = 1

export interface Manifest {
  version: 1
  /** In the config's order. */
  objects: ManifestObject[]
}

export interface ManifestObject {
  /** The key in the config's `objects`. */
  name: string
  /** Unique: `probe`, or `probe.linux-5.10`. */
  id: string
  profile: string
  /** Relative to the manifest, with `/`. */
  file: string
  /** Of the file, in hex. */
  sha256: string
  /** Bytes. */
  size: number
  license?: string
  programs: Pick<ProgramInfo, 'name' | 'section' | 'instructions'>[]
  maps: Pick<MapInfo, 'name' | 'section'>[]
  /** In link order; files relative to the config's folder, inputs from memory by name. */
  inputs: string[]
  /** What else was emitted, relative to the manifest. */
  emitted: { kind: EmitKind; file: string }[]
}

export interface ManifestParts {
  /** The ids of every object of the config, in its order. */
  order: readonly string[]
  built: readonly BuiltObject[]
  /** The ids of those that could not be built. */
  failed: readonly string[]
  /** The manifest that stands in `outDir`: what was not built this time stays as it is there. */
  previous: Manifest | undefined
  /** The config's folder. */
  root: string
  outDir: string
}

/** The manifest after a build of some or all objects. */
export function makeManifest({ order, built, failed, previous, ...places }: ManifestParts): Manifest {
  const entries = new Map(previous?.objects.map((object) => [object.id, object]))
  for (const id of failed) entries.delete(id)
  for (const object of built) entries.set(object.id, entry(object, places))
  return { version: MANIFEST_VERSION, objects: order.flatMap((id) => entries.get(id) ?? []) }
}

/** The text of the file. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** The manifest that stands in `outDir`; undefined when there is none of this version. */
export function readManifest(outDir: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path.join(outDir, MANIFEST_NAME), 'utf8')) as Manifest
    return manifest.version === MANIFEST_VERSION && Array.isArray(manifest.objects) ? manifest : undefined
  } catch {
    // Absent or damaged: it is written anew either way.
    return undefined
  }
}

function entry(object: BuiltObject, { root, outDir }: { root: string; outDir: string }): ManifestObject {
  const { name, id, profile, info, sha256 } = object
  return {
    name,
    id,
    profile,
    file: relative(outDir, object.file),
    sha256,
    size: object.bytes.byteLength,
    ...(info.license === undefined ? {} : { license: info.license }),
    programs: info.programs.map(({ name, section, instructions }) => ({ name, section, instructions })),
    maps: info.maps.map(({ name, section }) => ({ name, section })),
    inputs: object.inputs.map((input) => (path.isAbsolute(input) ? relative(root, input) : input)),
    emitted: object.emitted.map(({ kind, file }) => ({ kind, file: relative(outDir, file) })),
  }
}

function relative(from: string, to: string): string {
  return path.relative(from, to).replaceAll(path.sep, '/')
}
