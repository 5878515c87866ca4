/**
 * The one engine that builds again: `build --watch` and the plugins of all bundlers run it. Each object is linked at
 * most once while nothing changes, however many ask for it.
 *
 *     project   the config, loaded     ──▶ an object ──▶ its link, in attempts ──▶ its outcome
 *     change    told, or found by      ──▶ the config is loaded again; what came out of it as it was stays
 *               looking at all files   ──▶ an outcome is dropped; a link that runs is stopped and begun anew
 *
 * What is made belongs to a generation, a number that every change raises. Whoever waits for something of an older
 * generation gets that of the new one.
 */

import { debugFor } from '../debug.ts'
import { BpfLinkerError } from '../errors.ts'
import type { Remember } from '../link/cache/link_cache.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { Look, Machine } from './changes.ts'
import { createLinker, type Linker } from './linker.ts'
import { createMachine } from './machine.ts'
import { failed, type Linked, succeeded } from './object_reads.ts'
import { createObjectOutcomes, type ObjectOutcomes, type ObjectWays, type Watched } from './objects.ts'
import { createProjectLoader, type Project } from './project.ts'

/** What the users of the engine do in ways of their own. */
export interface RebuildWays<P extends Project, O> {
  /** @throws BpfLinkerError */
  load(): Promise<P>
  /** The objects that will be asked for in any case: what they have in common is done once. */
  planned(project: P): readonly ResolvedObject[]
  /** What a link comes to that nothing has overtaken. This is when files are written. */
  finish(object: ResolvedObject, linked: Linked, project: P): Promise<O>
  /** Run the first link of each object even if the cache has it. */
  force?: boolean
  /** Stops the links, so that {@link Rebuilds.make} throws. */
  signal?: AbortSignal
}

export interface Made<P, O> {
  project: P
  /** In the order of the objects. */
  outcomes: O[]
}

export interface Rebuilds<P extends Project, O> extends Omit<ObjectOutcomes<O>, OwnMatter> {
  /** Raised by every change. */
  readonly generation: number
  /**
   * The outcomes of the objects that `choose` finds in the project, each linked unless that is done already.
   * @param more Makes further things of the same files: all is made anew when one of them changes meanwhile
   * @throws BpfLinkerError what `load` and `choose` throw
   */
  make(choose: Choose<P>, more?: (outcome: O) => Promise<unknown>): Promise<Made<P, O>>
  /** Begins a build: everything is looked at anew, once for all builds that go together. */
  begin(build: object): void
  /** A bundler's watcher says that this file changed. True when something is to be made anew. */
  changed(file: string): boolean
  /** Looks at all files that something was made of. True when something is to be made anew. */
  look(): boolean
  /** What {@link Rebuilds.look} looks at, for the config and these objects. */
  watched(objects: readonly ResolvedObject[]): Watched
  /** Keeps other values that content decides. */
  remember: Remember
}

export type Choose<P> = (project: P) => readonly ResolvedObject[] | Promise<readonly ResolvedObject[]>

type OwnMatter = 'outcome' | 'changes' | 'drop' | 'isMade' | 'isKnown'

/** A project that changes all the time does not keep everybody waiting. */
const MOST_ROUNDS = 4

const debug = debugFor('watch')

/** @param outside Everything that is not decided here */
export function createRebuilds<P extends Project, O>(
  ways: RebuildWays<P, O>,
  outside: { machine: Machine; linker: Linker } = { machine: createMachine(), linker: createLinker() },
): Rebuilds<P, O> {
  const { machine, linker } = outside
  const at = { generation: 0 }
  const objects = createObjectOutcomes<O>(machine)
  const project = createProjectLoader(ways.load, machine, () => objects.drop(() => true))
  const waysOf = linkingOf(ways, objects, at, linker)
  /** Those that began since everything was last looked at anew. */
  const begun = new Set<object>()

  function examine(told?: string): boolean {
    const ofProject = project.changes(told)
    if (ofProject.length > 0) {
      debug?.(`${ofProject.join(', ')} changed: the config is loaded again`)
      // What runs may be another object in the new project; what failed may have missed what has come.
      objects.drop((linked) => linked === undefined || linked.failed)
    }
    const found = ofProject.length + objects.changes(told).length > 0
    if (found) at.generation++
    return found
  }

  async function makeOnce(choose: Choose<P>, more: (outcome: O) => Promise<unknown>): Promise<Made<P, O>> {
    const loaded = await project.load()
    const chosen = await choose(loaded)
    const outcomes = await Promise.all(chosen.map((object) => objects.outcome(object, waysOf(object, loaded))))
    await Promise.all(outcomes.map(more))
    return { project: loaded, outcomes }
  }

  return {
    get generation() {
      return at.generation
    },
    make(choose, more) {
      return inOneGeneration(at, async () => {
        const made = await makeOnce(choose, more ?? (async () => {}))
        if (more !== undefined) examine()
        return made
      })
    },
    begin(build) {
      if (begun.size === 0 || begun.has(build)) {
        at.generation++
        project.forget()
        objects.drop(() => true)
        begun.clear()
      }
      begun.add(build)
    },
    changed: (file) => examine(file),
    look: () => examine(),
    news: objects.news,
    onOutcome: objects.onOutcome,
    watched: (wanted) => withProject(objects.watched(wanted), project.look),
    remember: linker.remember,
  }
}

/** Makes again what a change has overtaken, until nothing does or {@link MOST_ROUNDS} are over. */
async function inOneGeneration<T>(at: { readonly generation: number }, make: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round++) {
    const { generation } = at
    try {
      const made = await make()
      if (generation === at.generation || round === MOST_ROUNDS) return made
    } catch (error) {
      if (generation === at.generation) throw error
    }
  }
}

function withProject({ files, folders }: Watched, look: Look | undefined): Watched {
  return {
    files: [...new Set([...(look?.files.keys() ?? []), ...files])],
    folders: [...new Set([...(look?.folders.keys() ?? []), ...folders])],
  }
}

/** How an object becomes an outcome: through the linker, in the generation that is at hand. */
function linkingOf<P extends Project, O>(
  ways: RebuildWays<P, O>,
  objects: ObjectOutcomes<O>,
  at: { generation: number },
  linker: Linker,
): (object: ResolvedObject, project: P) => ObjectWays<O> {
  return (object, project) => {
    const { jobs, cache } = project
    const planned = () => ways.planned(project).filter((other) => !objects.isMade(other))
    const force = ways.force === true && !objects.isKnown(object)
    let begunIn: number | undefined
    return {
      async link(own) {
        // Again in one generation: it has found out by itself that files changed. What others made is not shared then.
        if (begunIn === at.generation) at.generation++
        const { generation } = at
        begunIn = generation
        const signal = ways.signal === undefined ? own : AbortSignal.any([own, ways.signal])
        try {
          return succeeded(object, await linker.link(object, { jobs, cache, generation, planned, force, signal }))
        } catch (error) {
          if (signal.aborted || !(error instanceof BpfLinkerError)) throw error
          return failed(object, error)
        }
      },
      finish: (linked) => ways.finish(object, linked, project),
    }
  }
}
