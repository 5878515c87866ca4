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

export interface BuilderOptions {
  /** Write to the config's `outDir`. */
  write: boolean
  /** Link also what the cache has. */
  force?: boolean | undefined
}

export interface ObjectsOptions extends BuilderOptions {
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
  options: ObjectsOptions,
): Promise<ObjectOutcome[]> {
  const builder = await startBuild(objects, config, options)
  const outcomes = await Promise.all(
    objects.map(async (object) => {
      const outcome = await builder.build(object, options.signal)
      options.onObject?.(outcome)
      return outcome
    }),
  )
  await builder.finish()
  return outcomes
}

/** Builds objects one by one, in any order; what they have in common is done once. */
export interface ObjectBuilder {
  /** @throws BpfLinkerError JOB_ABORTED; no other: those are outcomes */
  build(object: ResolvedObject, signal?: AbortSignal): Promise<ObjectOutcome>
  /** Ends the build: the cache is brought in order. */
  finish(): Promise<void>
}

/** @param objects Those that will be asked for */
export async function startBuild(
  objects: readonly ResolvedObject[],
  config: ResolvedConfig,
  { write, force }: BuilderOptions,
): Promise<ObjectBuilder> {
  const cache = await cacheOf(config, force)
  const run = shareJobs(plannedJobs(objects))
  return {
    async build(object, signal) {
      try {
        const inspect = detailsForTypes(object)
        const result = await linkAndCheck(object, config.jobs, { signal, run, cache, inspect })
        const sha256 = sha256Of(result.bytes)
        const built = {
          ...describe(object, result, sha256, config.outDir),
          types: await declarationsOf(object, result),
        }
        if (write) {
          writeFilesWhole([built, ...built.emitted])
          writeDeclarations(built.types)
        }
        return built
      } catch (error) {
        if (!(error instanceof BpfLinkerError) || error.code === 'JOB_ABORTED') throw error
        if (write) removeStale(object, config.outDir)
        return { name: object.name, id: object.id, profileName: object.profile.name, error }
      }
    },
    finish: async () => cache?.finish(),
  }
}

/** Undefined where the config wants none. */
export async function cacheOf({ cache }: ResolvedConfig, force?: boolean): Promise<LinkCache | undefined> {
  if (cache.folder === undefined) return undefined
  const { openLinkCache } = await import('../link/cache/link_cache.ts')
  return openLinkCache(cache, { force })
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
    emitted: result.artifacts
      .filter(({ kind }) => kind !== 'object')
      .map(({ kind, bytes }) => ({ kind, file: place(kind), bytes })),
  }
}
