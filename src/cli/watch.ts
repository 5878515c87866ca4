/**
 * `bpf-linker build --watch`: rounds of building, each begun by a change.
 *
 *   a file that an object was made of changed   that object is linked again;
 *                                               if it is just being linked, that link is stopped
 *   the config, or what it imports, changed     it is loaded again; objects that came out different are linked
 *   a file came or went where inputs may be     the same, and failed objects are tried again
 *
 * One save is one link. What counts as a change is said in watch/changes.ts.
 */
import { type BuildTarget, type PreparedBuild, prepareBuild } from '../engine/build.ts'
import { type ObjectOutcome, outcomeOf } from '../engine/objects.ts'
import { isOutputOf } from '../engine/outputs.ts'
import { finishBuild } from '../engine/run_build.ts'
import { BpfLinkerError } from '../errors.ts'
import { createFolderWatcher } from '../watch/folder_watcher.ts'
import type { Project } from '../watch/project.ts'
import { createRebuilds, type Rebuilds } from '../watch/rebuilds.ts'
import { reportBuild } from './build_report.ts'
import { reportFailure } from './failure.ts'
import type { BuildReport } from './log_level.ts'

type WatchedBuild = PreparedBuild & Project

/**
 * Builds until `signal` aborts, or nothing can be waited for: then it tells why, and returns the exit status.
 * @param force Link at first also what the cache has
 */
export async function watch(
  target: BuildTarget,
  report: BuildReport,
  signal: AbortSignal,
  force: boolean,
): Promise<number> {
  const rebuilds = createRebuilds<WatchedBuild, ObjectOutcome>({
    load: async () => watchedBuild(await prepareBuild(target)),
    planned: ({ objects }) => objects,
    finish: (object, { result, error }, { config: { outDir } }) =>
      outcomeOf(object, async () => result ?? Promise.reject(error), { outDir, write: true }),
    force,
    signal,
  })
  const change = createAwaited()
  const watcher = createFolderWatcher(() => rebuilds.look() && change.happened(), change.failed)
  signal.addEventListener('abort', change.happened)
  try {
    while (!signal.aborted) {
      const changed = change.next()
      await round(rebuilds, (objects) => watcher.watch(rebuilds.watched(objects)), report)
      await changed
    }
  } catch (error) {
    if (!(error instanceof BpfLinkerError)) throw error
    if (!signal.aborted) return reportFailure(error, report.json ? 'line' : 'text')
  } finally {
    signal.removeEventListener('abort', change.happened)
    await watcher.close()
  }
  return 0
}

function watchedBuild(build: PreparedBuild): WatchedBuild {
  const { jobs, cache, dependencies, inputFolders } = build.config
  return { ...build, jobs, cache, dependencies, inputFolders, absent: [], isOutput: isOutputOf(build.config) }
}

/** Makes what is to be made, and tells of it. Whatever it is made of is watched when it ends. */
async function round(
  rebuilds: Rebuilds<WatchedBuild, ObjectOutcome>,
  watchFor: (objects: PreparedBuild['objects']) => Promise<void>,
  report: BuildReport,
): Promise<void> {
  let loaded = false
  try {
    const { project } = await rebuilds.make(async ({ objects }) => {
      loaded = true
      await watchFor(objects)
      return objects
    })
    tell(project, await rebuilds.news(), report)
    await watchFor(project.objects)
  } catch (error) {
    if (loaded || !(error instanceof BpfLinkerError)) throw error
    // Nothing to wait for: there never was a config.
    if (rebuilds.watched([]).files.length === 0) throw error
    reportFailure(error, report.json ? 'line' : 'text')
    await watchFor([])
  }
}

/** A manifest that cannot be written (a full disk) is told too, and is no reason to stop. */
function tell({ config }: PreparedBuild, outcomes: readonly ObjectOutcome[], report: BuildReport): void {
  if (outcomes.length === 0) return
  try {
    reportBuild(finishBuild(config, outcomes, true), config, report)
  } catch (error) {
    if (!(error instanceof BpfLinkerError)) throw error
    reportFailure(error, report.json ? 'line' : 'text')
  }
}

interface Awaited {
  /** Resolves with the next time that it happens, rejects when it fails. */
  next(): Promise<void>
  happened: () => void
  failed: (error: BpfLinkerError) => void
}

function createAwaited(): Awaited {
  let resolve = (): void => {}
  let reject: (error: BpfLinkerError) => void = () => {}
  return {
    next() {
      const next = new Promise<void>((...both) => {
        ;[resolve, reject] = both
      })
      // It may fail before anybody waits for it.
      next.catch(() => {})
      return next
    },
    happened: () => resolve(),
    failed: (error) => reject(error),
  }
}
