/**
 * `bpf-linker build --watch`.
 *
 *   a file that an object was made of changed   that object is linked again;
 *                                               if it is just being linked, that link is stopped
 *   the config, or what it imports, changed     it is loaded again; objects that came out different are linked
 *   a file came or went where inputs may be     the same, and failed objects are tried again
 *
 * One save is one link: see file_watcher.ts for what counts as a change.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { typesFilesOf } from '../config/type_files.ts'
import { debugFor } from '../debug.ts'
import { type BuildTarget, type PreparedBuild, prepareBuild } from '../engine/build.ts'
import { MANIFEST_NAME } from '../engine/manifest.ts'
import { artifactName, isFailed, type ObjectBuilder, type ObjectOutcome, startBuild } from '../engine/objects.ts'
import { finishBuild } from '../engine/run_build.ts'
import { isTemporaryName } from '../engine/write_file.ts'
import { BpfLinkerError } from '../errors.ts'
import { fileOf, sourceFolder } from '../settings/inputs.ts'
import type { ResolvedObject } from '../settings/object.ts'
import { reportBuild } from './build_report.ts'
import { reportFailure } from './failure.ts'
import { createFileWatcher, foldersBelow, modifiedAfter } from './file_watcher.ts'
import type { BuildReport } from './log_level.ts'

const debug = debugFor('watch')

/**
 * Builds until `signal` aborts.
 * @param force Link at first also what the cache has
 */
export async function watch(
  target: BuildTarget,
  report: BuildReport,
  signal: AbortSignal,
  force: boolean,
): Promise<number> {
  let forced = force
  const dirty = new Set<string>()
  const running = new Map<string, AbortController>()
  const standing = new Map<string, ObjectOutcome>()
  /** When the link of each standing outcome began. */
  const startedAt = new Map<string, number>()
  let prepared: PreparedBuild | undefined
  /** What the config read, when it could not be loaded. */
  let configFiles: string[] = []
  let configChanged = true
  let wake = (): void => {}

  const files = createFileWatcher((changed) => {
    take(changed)
    wake()
  })
  const stop = (): void => {
    for (const controller of running.values()) controller.abort()
    wake()
  }
  signal.addEventListener('abort', stop)

  function take(changed: readonly string[]): void {
    const objects = prepared?.objects ?? []
    for (const file of changed) {
      if (prepared !== undefined && isOutput(file, prepared)) continue
      const users = objects.filter((object) => filesOf(object, standing.get(object.id)).includes(file))
      debug?.(`${file} changed: ${users.map(({ id }) => id).join(', ') || 'the config is looked at again'}`)
      for (const { id } of users) {
        dirty.add(id)
        running.get(id)?.abort()
      }
      const known = prepared?.config.dependencies ?? configFiles
      if (users.length > 0 && !known.includes(file)) continue
      configChanged = true
      for (const [id, outcome] of standing) if (isFailed(outcome)) dirty.add(id)
    }
  }

  async function loadAgain(): Promise<void> {
    configChanged = false
    const started = Date.now()
    try {
      const before = new Map(prepared?.objects.map((object) => [object.id, JSON.stringify(object)]))
      prepared = await prepareBuild(target)
      const mended = configFiles.length > 0
      configFiles = []
      for (const object of prepared.objects) {
        // Whoever was told that the config is broken is told that it no longer is.
        if (mended || before.get(object.id) !== JSON.stringify(object)) dirty.add(object.id)
      }
    } catch (error) {
      if (!(error instanceof BpfLinkerError)) throw error
      // A config that is gone may come back: another branch is checked out, an editor saves.
      configFiles = error.dependencies.length > 0 ? error.dependencies : (prepared?.config.dependencies ?? [])
      // Nothing to wait for: there never was one.
      if (configFiles.length === 0) throw error
      reportFailure(error, report.json ? 'line' : 'text')
    }
    watchAll()
    // What changed while it was loaded, before it was watched.
    const { dependencies, inputFolders } = prepared?.config ?? { dependencies: [], inputFolders: [] }
    const read = [...dependencies, ...configFiles, ...inputFolders.flatMap(foldersBelow)]
    if (read.some((file) => modifiedAfter(file, started))) configChanged = true
  }

  /** The outcome, or undefined when it was stopped because something changed. */
  async function make(object: ResolvedObject, builder: ObjectBuilder): Promise<ObjectOutcome | undefined> {
    const controller = new AbortController()
    const started = Date.now()
    running.set(object.id, controller)
    try {
      const outcome = await builder.build(object, controller.signal)
      standing.set(object.id, outcome)
      startedAt.set(object.id, started)
      return outcome
    } catch (error) {
      if (error instanceof BpfLinkerError && error.code === 'JOB_ABORTED') return undefined
      throw error
    } finally {
      running.delete(object.id)
    }
  }

  /** A manifest that cannot be written (a full disk) is told too, and is no reason to stop. */
  function tell({ config }: PreparedBuild, outcomes: readonly ObjectOutcome[]): void {
    try {
      reportBuild(finishBuild(config, outcomes, true), config, report)
    } catch (error) {
      if (!(error instanceof BpfLinkerError)) throw error
      reportFailure(error, report.json ? 'line' : 'text')
    }
  }

  function watchAll(): void {
    const objects = prepared?.objects ?? []
    const failed = objects.filter(({ id }) => isFailedOrNew(standing.get(id)))
    take(
      files.watch({
        files: new Set([
          ...(prepared?.config.dependencies ?? []),
          ...configFiles,
          ...objects.flatMap((object) => filesOf(object, standing.get(object.id))),
        ]),
        // A header that was not found may appear beside its source or where headers are searched.
        folders: new Set([
          ...(prepared?.config.inputFolders ?? []),
          ...failed.flatMap((object) => [
            ...object.compile.includeDirs,
            ...object.inputs.flatMap((input) => sourceFolder(input, object.workingDirectory) ?? []),
          ]),
        ]),
      }),
    )
  }

  try {
    while (!signal.aborted) {
      if (configChanged) await loadAgain()
      else watchAll()
      const build = prepared
      const objects = build?.objects.filter(({ id }) => dirty.has(id)) ?? []
      dirty.clear()
      if (build !== undefined && objects.length > 0) {
        const builder = await startBuild(objects, build.config, { write: true, force: forced })
        forced = false
        const made = await Promise.all(objects.map((object) => make(object, builder)))
        await builder.finish()
        const outcomes = made.filter((outcome) => outcome !== undefined)
        if (outcomes.length > 0) tell(build, outcomes)
        watchAll()
        // Headers were not known, hence not watched, while they were read: only now that they are can nothing be lost.
        for (const object of objects) {
          const started = startedAt.get(object.id) ?? Number.POSITIVE_INFINITY
          const built = !isFailedOrNew(standing.get(object.id))
          const outcome = standing.get(object.id)
          const absent = new Set(outcome === undefined || isFailed(outcome) ? [] : outcome.absent)
          const used = filesOf(object, outcome).filter((file) => !absent.has(file))
          if (used.some((file) => modifiedAfter(file, started) || (built && !existsSync(file)))) dirty.add(object.id)
          if ([...absent].some((file) => existsSync(file))) dirty.add(object.id)
        }
      }
      if (signal.aborted) break
      if (dirty.size > 0 || configChanged) {
        // Something changed meanwhile, and may not have done changing.
        await files.settled()
        continue
      }
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    signal.removeEventListener('abort', stop)
    files.close()
  }
  return 0
}

/** What an object is known to be made of: its inputs, what its last job read, and where it looked in vain. */
function filesOf(object: ResolvedObject, outcome: ObjectOutcome | undefined): string[] {
  if (outcome === undefined) return inputsOf(object)
  if (isFailed(outcome)) return [...inputsOf(object), ...outcome.error.dependencies]
  return [...inputsOf(object), ...outcome.dependencies, ...outcome.absent]
}

function inputsOf({ inputs, workingDirectory }: ResolvedObject): string[] {
  return inputs.flatMap((input) => fileOf(input, workingDirectory) ?? [])
}

function isFailedOrNew(outcome: ObjectOutcome | undefined): boolean {
  return outcome === undefined || isFailed(outcome)
}

/** What we write ourselves is no change, wherever `outDir` is. */
function isOutput(file: string, { objects, config }: PreparedBuild): boolean {
  const name = path.basename(file)
  if (isTemporaryName(name) || objects.some((object) => typesFilesOf(object).includes(file))) return true
  if (path.dirname(file) !== config.outDir) return false
  if (name === MANIFEST_NAME) return true
  return objects.some((object) => object.emit.some((kind) => artifactName(object.fileName, kind) === name))
}
