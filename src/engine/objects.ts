/**
 * Links the objects of a config, each in a job of its own, and puts them into
 * `outDir`. Every object is tried, whatever happens to the others.
 */
import path from 'node:path'
import { BpfLinkerError } from '../errors.ts'
import type { LinkCache } from '../link/cache/link_cache.ts'
import { jobOf } from '../link/link_object.ts'
import { shareJobs } from '../link/sharing.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import { fileOf, isCrate } from '../settings/inputs.ts'
import type { EmitKind, Job, JobInput } from '../settings/job.ts'
import type { ResolvedObject } from '../settings/object.ts'
import { sha256Of } from '../sha256.ts'
import type { BuiltObject, FailedObject } from './built_object.ts'
import { declarationsOf, detailsForTypes, writeDeclarations } from './declare.ts'
import { inspectSettings, linkAndCheck } from './gate.ts'
import type { LinkResult } from './link_result.ts'
import { removeFiles, writeFilesWhole } from './write_file.ts'

export type ObjectOutcome = BuiltObject | FailedObject

export interface ObjectsOptions {
  /** Write to the config's `outDir`. */
  write: boolean
  /** Link also what the cache has. */
  force?: boolean | undefined
  signal?: AbortSignal | undefined
  /** Called as each object is done, in the order they end. */
  onObject?: ((outcome: ObjectOutcome) => void) | undefined
}

/** True for an object that could not be made. */
export function isFailed(outcome: ObjectOutcome): outcome is FailedObject {
  return 'error' in outcome
}

/**
 * One outcome for each object, in their order.
 * @throws BpfLinkerError JOB_ABORTED; no other: those are outcomes
 */
export async function buildObjects(
  objects: readonly ResolvedObject[],
  config: ResolvedConfig,
  { write, force, signal, onObject }: ObjectsOptions,
): Promise<ObjectOutcome[]> {
  const cache = await cacheOf(config, force)
  // What they have in common is done once.
  const run = shareJobs(plannedJobs(objects))
  const outcomes = await Promise.all(
    objects.map(async (object) => {
      const inspect = detailsForTypes(object)
      const link = () => linkAndCheck(object, config.jobs, { signal, run, cache, inspect })
      const outcome = await outcomeOf(object, link, { outDir: config.outDir, write })
      onObject?.(outcome)
      return outcome
    }),
  )
  await cache?.finish()
  return outcomes
}

/**
 * What the link of an object comes to, with what is made of it besides.
 * @throws BpfLinkerError JOB_ABORTED; no other: those are outcomes
 */
export async function outcomeOf(
  object: ResolvedObject,
  link: () => Promise<LinkResult>,
  { outDir, write }: { outDir: string; write: boolean },
): Promise<ObjectOutcome> {
  try {
    const result = await link()
    const sha256 = sha256Of(result.bytes)
    const built = { ...describe(object, result, sha256, outDir), types: await declarationsOf(object, result) }
    if (write) {
      writeFilesWhole(built.artifacts)
      writeDeclarations(built.types)
    }
    return built
  } catch (error) {
    if (!(error instanceof BpfLinkerError) || error.code === 'JOB_ABORTED') throw error
    if (write) removeStale(object, outDir)
    return { name: object.name, id: object.id, profileName: object.profile.name, error }
  }
}

/** Undefined where the config wants none. */
export async function cacheOf({ cache }: ResolvedConfig, force?: boolean): Promise<LinkCache | undefined> {
  if (cache.folder === undefined) return undefined
  const { openLinkCache, withoutFinding } = await import('../link/cache/link_cache.ts')
  const open = openLinkCache(cache)
  return force && open !== undefined ? withoutFinding(open) : open
}

/** Those of objects without crates, whose bytes nobody knows before. */
export function plannedJobs(objects: readonly ResolvedObject[]): Job[] {
  return objects.flatMap((object) => {
    const files = object.inputs.filter((input): input is JobInput => !isCrate(input))
    return files.length === object.inputs.length
      ? [jobOf(object, files, inspectSettings(object, detailsForTypes(object)))]
      : []
  })
}

/** `probe.bpf.o` → `probe.bpf.s` and so on: what stands beside an object. */
export function artifactName(fileName: string, kind: EmitKind): string {
  const extension = { object: '.o', assembly: '.s', bitcode: '.bc', ir: '.ll' }[kind]
  return kind === 'object' ? fileName : fileName.replace(/\.o$/, '') + extension
}

/**
 * Removes what stood in `outDir` of an earlier build: who packs the folder next
 * must not take it for the result of these sources.
 */
function removeStale(object: ResolvedObject, outDir: string): void {
  try {
    removeFiles(object.emit.map((kind) => path.join(outDir, artifactName(object.fileName, kind))))
  } catch {
    // A folder of that name, or no permission: the object's own error is the one to tell.
  }
}

function describe(
  object: ResolvedObject,
  result: LinkResult,
  sha256: string,
  outDir: string,
): Omit<BuiltObject, 'types'> {
  const place = (kind: EmitKind) => path.join(outDir, artifactName(object.fileName, kind))
  return {
    name: object.name,
    id: object.id,
    profileName: object.profile.name,
    file: place('object'),
    bytes: result.bytes,
    sha256,
    info: result.info,
    cached: result.cached,
    diagnostics: result.diagnostics,
    findings: result.findings,
    requirements: result.requirements,
    inputs: object.inputs.map((input) => fileOf(input, object.workingDirectory) ?? ('name' in input ? input.name : '')),
    dependencies: result.dependencies,
    absent: result.absent,
    timings: result.timings,
    milliseconds: result.milliseconds,
    artifacts: result.artifacts.map((artifact) => ({ ...artifact, file: place(artifact.kind) })),
  }
}
