/**
 * `bpf-manifest.json`: what a build put into `outDir`, for loaders, packagers
 * and later steps. The same build gives the same bytes: no times, no absolute
 * paths.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Finding } from '../kernel/check.ts'
import type { MapInfo, ProgramInfo } from '../object/types.ts'
import type { EmitKind } from '../settings/job.ts'
import type { BuiltObject } from './built_object.ts'

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
  profileName: string
  /** Relative to the manifest, with `/`. */
  file: string
  /** The hash of the file, in hex. */
  sha256: string
  /** Bytes. */
  size: number
  license?: string
  programs: ManifestProgram[]
  maps: Pick<MapInfo, 'name' | 'section'>[]
  /** What the profile's rules warn of; left out when there is nothing. */
  findings?: ManifestFinding[]
  /** In link order; files relative to the config's folder, inputs from memory by name. */
  inputs: string[]
  /** Everything that `emit` asked for, the object among them; files relative to the manifest. */
  artifacts: { kind: EmitKind; file: string }[]
}

export interface ManifestProgram extends Pick<ProgramInfo, 'name' | 'section' | 'instructions'> {
  /** The least kernel that takes it, under the profile's loader; left out where the profile names no kernel. */
  kernel?: string
}

export interface ManifestFinding extends Pick<Finding, 'rule' | 'severity' | 'message' | 'program' | 'map'> {
  /** As in the object's line records. */
  file?: string
  line?: number
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
  const { name, id, profileName, info, sha256 } = object
  return {
    name,
    id,
    profileName,
    file: relative(outDir, object.file),
    sha256,
    size: object.bytes.byteLength,
    ...(info.license === undefined ? {} : { license: info.license }),
    programs: info.programs.map((program) => programEntry(program, object)),
    maps: info.maps.map(({ name, section }) => ({ name, section })),
    ...(object.findings.length === 0 ? {} : { findings: object.findings.map(findingEntry) }),
    inputs: object.inputs.map((input) => (path.isAbsolute(input) ? relative(root, input) : input)),
    artifacts: object.artifacts.map(({ kind, file }) => ({ kind, file: relative(outDir, file) })),
  }
}

function programEntry({ name, section, instructions }: ProgramInfo, { requirements }: BuiltObject): ManifestProgram {
  const kernel = requirements.find(({ program }) => program === name)?.kernel
  return { name, section, instructions, ...(kernel === undefined ? {} : { kernel }) }
}

function findingEntry({ rule, severity, message, program, map, location }: Finding): ManifestFinding {
  return {
    rule,
    severity,
    message,
    ...(program === undefined ? {} : { program }),
    ...(map === undefined ? {} : { map }),
    ...(location === undefined ? {} : { file: location.file, line: location.line }),
  }
}

function relative(from: string, to: string): string {
  return path.relative(from, to).replaceAll(path.sep, '/')
}
