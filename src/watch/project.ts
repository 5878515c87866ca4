/** The config of a watcher: loaded once, until one of its files changes. */

import { BpfLinkerError } from '../errors.ts'
import type { CacheSettings } from '../settings/config.ts'
import type { JobPolicy } from '../settings/policy.ts'
import { type Attempts, createAttempts } from './attempt.ts'
import type { Look, Machine, Reads } from './changes.ts'

/** A config that was loaded, as far as rebuilding needs it. Paths are absolute. */
export interface Project {
  jobs: JobPolicy
  cache: CacheSettings
  /** What the config was read from. */
  dependencies: readonly string[]
  /** Where a config that counts instead may appear. */
  absent: readonly string[]
  /** Where inputs may come and go. */
  inputFolders: readonly string[]
  /** What is written there by ourselves. */
  isOutput?: (file: string) => boolean
}

export interface ProjectLoader<P> {
  /** @throws BpfLinkerError what loading throws; Stopped after {@link ProjectLoader.forget} */
  load(): Promise<P>
  /** What has changed of the files of the config; after a change it is loaded anew. */
  changes(told?: string): string[]
  /** It is loaded anew when it is asked for. */
  forget(): void
  readonly look: Look | undefined
}

/** How a load ended. */
interface Loaded<P> extends Reads {
  project?: P
  error?: BpfLinkerError
}

/** @param onFailure Called when a config cannot be loaded, so that nobody knows what of the last one still holds */
export function createProjectLoader<P extends Project>(
  load: () => Promise<P>,
  machine: Machine,
  onFailure: () => void,
): ProjectLoader<P> {
  let attempts: Attempts<Loaded<P>> | undefined
  /** What it was read from the last time. */
  let known: readonly string[] = []

  function forget(): void {
    attempts?.stop()
    attempts = undefined
  }

  return {
    async load() {
      attempts ??= createAttempts(() => loaded(load, known), known, machine)
      const current = attempts
      const { project, error, dependencies } = await current.outcome
      known = dependencies
      if (project !== undefined) return project
      if (current === attempts) onFailure()
      throw error
    },
    changes(told) {
      const changes = attempts?.changes(told) ?? []
      // A config that failed may be mended by a file that nobody knows of.
      const mends = told !== undefined && attempts?.made?.failed === true ? [told] : []
      const all = [...new Set([...changes, ...mends])]
      if (all.length > 0) forget()
      return all
    },
    forget,
    get look() {
      return attempts?.look
    },
  }
}

/** @param before What it was read from the last time: a config that is gone may come back */
async function loaded<P extends Project>(load: () => Promise<P>, before: readonly string[]): Promise<Loaded<P>> {
  try {
    const project = await load()
    const { dependencies, absent, inputFolders, isOutput } = project
    return { project, dependencies, absent, trees: inputFolders, failed: false, ...(isOutput && { isOutput }) }
  } catch (error) {
    if (!(error instanceof BpfLinkerError)) throw error
    const dependencies = [...new Set([...error.dependencies, ...before])]
    return { error, dependencies, absent: [], trees: [], failed: true }
  }
}
