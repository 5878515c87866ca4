/** The outcomes of a watcher's objects, each kept until one of its files, or the object itself, changes. */

import { debugFor } from '../debug.ts'
import type { ResolvedObject } from '../settings/object.ts'
import { type Attempts, createAttempts } from './attempt.ts'
import type { Machine } from './changes.ts'
import { inputFiles, type Linked } from './object_reads.ts'

export interface ObjectOutcomes<O> {
  /** The outcome of that object, made unless there is one. @throws Stopped when a change overtakes it */
  outcome(object: ResolvedObject, make: ObjectWays<O>): Promise<O>
  /** What has changed of their files. Links that run are begun anew, outcomes are dropped. */
  changes(told?: string): string[]
  /** Drops outcomes and stops links that run: of those whose last link ended so, undefined while it runs. */
  drop(which: (linked: Linked | undefined) => boolean): void
  /** Whether there is an outcome of that object. */
  isMade(object: ResolvedObject): boolean
  /** Whether there ever was one. */
  isKnown(object: ResolvedObject): boolean
  /** The outcomes that this has not given yet. */
  news(): Promise<O[]>
  /** Calls `listener` with each outcome that nothing has overtaken. */
  onOutcome(listener: (outcome: O) => void): void
  /** The files and folders that were looked at for these. */
  watched(objects: readonly ResolvedObject[]): Watched
}

/** How an object becomes an outcome. */
export interface ObjectWays<O> {
  /** Rejects when the signal aborts. */
  link: (signal: AbortSignal) => Promise<Linked>
  finish: (linked: Linked) => Promise<O>
}

/** Absolute paths. */
export interface Watched {
  files: readonly string[]
  folders: readonly string[]
}

/** The last link of an object. */
interface Entry<O> {
  /** The object, as text. */
  object: string
  attempts: Attempts<Linked>
  outcome: Promise<O>
  /** No change has overtaken it. */
  isCurrent: boolean
  /** {@link ObjectOutcomes.news} has given it. */
  isTold: boolean
}

const debug = debugFor('watch')

export function createObjectOutcomes<O>(machine: Machine): ObjectOutcomes<O> {
  /** By id. */
  const entries = new Map<string, Entry<O>>()
  const listeners: ((outcome: O) => void)[] = []
  const isMade = (entry: Entry<O> | undefined) => entry?.isCurrent === true && entry.attempts.made !== undefined

  return {
    outcome(object, ways) {
      const last = entries.get(object.id)
      const text = JSON.stringify(object)
      if (last?.isCurrent && last.object === text) return last.outcome
      last?.attempts.stop()
      const known = [...inputFiles(object), ...(last?.attempts.look.files.keys() ?? [])]
      const attempts = createAttempts(ways.link, [...new Set(known)], machine)
      const outcome = attempts.outcome.then(ways.finish)
      const entry = { object: text, attempts, outcome, isCurrent: true, isTold: false }
      entries.set(object.id, entry)
      const hear = (made: O) => {
        if (entry.isCurrent && entries.get(object.id) === entry) for (const listener of listeners) listener(made)
      }
      // Whoever asked for it is told what went wrong.
      outcome.then(hear, () => {})
      return outcome
    },
    changes(told) {
      return [...entries].flatMap(([id, entry]) => {
        const changes = entry.isCurrent ? entry.attempts.changes(told) : []
        if (changes.length > 0) debug?.(`${changes.join(', ')} changed: ${id} is linked again`)
        // One that runs begins anew by itself.
        if (changes.length > 0 && isMade(entry)) entry.isCurrent = false
        return changes
      })
    },
    drop(which) {
      for (const entry of entries.values()) {
        if (!entry.isCurrent || !which(entry.attempts.made)) continue
        entry.attempts.stop()
        entry.isCurrent = false
      }
    },
    isMade: ({ id }) => isMade(entries.get(id)),
    isKnown: ({ id }) => entries.has(id),
    async news() {
      const untold = [...entries.values()].filter(({ isCurrent, isTold }) => isCurrent && !isTold)
      for (const entry of untold) entry.isTold = true
      const ended = await Promise.allSettled(untold.map(({ outcome }) => outcome))
      return ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
    },
    onOutcome: (listener) => listeners.push(listener),
    watched(objects) {
      const looks = objects.flatMap(({ id }) => entries.get(id)?.attempts.look ?? [])
      return {
        files: [...objects.flatMap(inputFiles), ...looks.flatMap(({ files }) => [...files.keys()])],
        folders: looks.flatMap(({ folders }) => [...folders.keys()]),
      }
    },
  }
}
