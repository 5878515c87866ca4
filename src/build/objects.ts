/**
 * Links the objects of a config, each in a job of its own, and puts them into
 * `outDir`. Every object is tried, whatever happens to the others.
 */
import path from 'node:path'
import type { ResolvedConfig, ResolvedObject } from '../config/types.ts'
import { BpfLinkerError } from '../errors.ts'
import { fileOf, isCrate } from '../link/cargo/crate_input.ts'
import type { EmitKind, JobInput } from '../link/job.ts'
import { jobOf } from '../link/link_object.ts'
import { type RunJob, shareJobs } from '../link/sharing.ts'
import { declarationOf, detailsForTypes, writeDeclaration } from './declare.ts'
import { type CheckedLink, inspectSettings, linkAndCheck } from './gate.ts'
import type { BuiltObject, FailedObject } from './types.ts'
import { removeFiles, writeFilesWhole } from './write_file.ts'

export type ObjectOutcome = BuiltObject | FailedObject

export interface ObjectsOptions {
  /** Write to the config's `outDir`. */
  write: boolean
  signal?: AbortSignal | undefined
  /** Called as each object is done, in the order they end. */
  onObject?: ((outcome: ObjectOutcome) => void) | undefined
  /** How jobs are run, where objects share some. */
  run?: RunJob | undefined
}

/** True for an object that could not be made. */
export function isFailed(outcome: ObjectOutcome): outcome is FailedObject {
  return 'error' in outcome
}

/**
 * One outcome for each object, in their order.
 * @throws BpfLinkerError JOB_ABORTED; no other: those are outcomes
 */
export function buildObjects(
  objects: readonly ResolvedObject[],
  config: ResolvedConfig,
  options: ObjectsOptions,
): Promise<ObjectOutcome[]> {
  const run = sharedJobs(objects)
  return Promise.all(
    objects.map(async (object) => {
      const outcome = await buildObject(object, config, { ...options, run })
      options.onObject?.(outcome)
      return outcome
    }),
  )
}

/** What the profiles of an object have in common is done once. */
function sharedJobs(objects: readonly ResolvedObject[]): RunJob | undefined {
  if (objects.length < 2) return undefined
  return shareJobs(
    objects.flatMap((object) => {
      const files = object.inputs.filter((input): input is JobInput => !isCrate(input))
      return files.length === object.inputs.length
        ? [jobOf(object, files, inspectSettings(object, detailsForTypes(object)))]
        : []
    }),
  )
}

/** One object, as {@link buildObjects} does it. */
export async function buildObject(
  object: ResolvedObject,
  config: ResolvedConfig,
  options: ObjectsOptions,
): Promise<ObjectOutcome> {
  try {
    const job = linkAndCheck(object, config.jobs, {
      signal: options.signal,
      run: options.run,
      inspect: detailsForTypes(object),
    })
    // Loaded while the job runs.
    const [result, { createHash }] = await Promise.all([job, import('node:crypto')])
    const sha256 = createHash('sha256').update(result.object).digest('hex')
    const built = { ...describe(object, result, sha256, config.outDir), types: await declarationOf(object, result) }
    if (options.write) {
      writeFilesWhole([built, ...built.emitted])
      if (built.types !== undefined) writeDeclaration(built.types)
    }
    return built
  } catch (error) {
    if (!(error instanceof BpfLinkerError) || error.code === 'JOB_ABORTED') throw error
    if (options.write) removeStale(object, config.outDir)
    return { name: object.name, id: object.id, profile: object.profile.name, error }
  }
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
  result: CheckedLink,
  sha256: string,
  outDir: string,
): Omit<BuiltObject, 'types'> {
  const place = (kind: EmitKind) => path.join(outDir, artifactName(object.fileName, kind))
  return {
    name: object.name,
    id: object.id,
    profile: object.profile.name,
    file: place('object'),
    bytes: result.object,
    sha256,
    info: result.info,
    diagnostics: result.diagnostics,
    findings: result.findings,
    requirements: result.requirements,
    inputs: object.inputs.map((input) => fileOf(input, object.workingDirectory) ?? ('name' in input ? input.name : '')),
    dependencies: result.dependencies,
    timings: result.timings,
    milliseconds: result.milliseconds,
    emitted: result.artifacts
      .filter(({ kind }) => kind !== 'object')
      .map(({ kind, contents }) => ({ kind, file: place(kind), bytes: contents })),
  }
}
