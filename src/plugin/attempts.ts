/**
 * One link that is stopped and begun anew while files change under it: a bundler watches what an object was made from
 * only when it has been told, and a save in the middle of a link may be read by half.
 */
import { existsSync } from 'node:fs'
import { changedSince } from '../link/cache/file_state.ts'

/** What an attempt comes to. */
export interface Attempted {
  /** Absolute paths of what it read. */
  dependencies: readonly string[]
  /** It failed: files that it looked for in vain are among what it read. */
  error?: unknown
}

export interface Attempts<T extends Attempted> {
  /** @throws Superseded after {@link Attempts.forget}, and what an attempt throws */
  outcome: Promise<T>
  /** A file changed: an attempt that is known to read it is stopped. */
  changed(file: string): void
  /** Stops it for good. */
  forget(): void
}

/** Everything was forgotten while this was made: ask again. */
export class Superseded extends Error {}

/** So long nothing must have changed before the next attempt: longer than between the saves of a burst. */
const QUIET_MILLISECONDS = 80
/** A file that changes all the time does not keep everybody waiting. */
const MOST_QUIET_MILLISECONDS = 1000
const MOST_ATTEMPTS = 4

/**
 * @param attempt Rejects when its signal aborts
 * @param known What it will read, as far as that is known
 */
export function createAttempts<T extends Attempted>(
  attempt: (signal: AbortSignal) => Promise<T>,
  known: readonly string[],
): Attempts<T> {
  let controller = new AbortController()
  let started = 0
  let forgotten = false

  async function run(): Promise<T> {
    for (let count = 1; ; count++) {
      controller = new AbortController()
      started = Date.now()
      const { signal } = controller
      const result = await attempt(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      if (forgotten) throw new Superseded()
      if (result !== undefined && (count === MOST_ATTEMPTS || !isStale(result, started))) return result
      await quiet(result?.dependencies ?? known)
    }
  }

  return {
    outcome: run(),
    changed(file) {
      // An event may come late, for what the attempt has read already.
      if (known.includes(file) && (!existsSync(file) || changedSince(file, started))) controller.abort()
    },
    forget() {
      forgotten = true
      controller.abort()
    },
  }
}

/** Bundlers tell of no change while they build: the files themselves are asked. */
async function quiet(files: readonly string[]): Promise<void> {
  const latest = Date.now() + MOST_QUIET_MILLISECONDS
  do await new Promise((resolve) => setTimeout(resolve, QUIET_MILLISECONDS))
  while (Date.now() < latest && files.some((file) => changedSince(file, Date.now() - QUIET_MILLISECONDS)))
}

function isStale({ dependencies, error }: Attempted, started: number): boolean {
  return dependencies.some((file) => changedSince(file, started) || (error === undefined && !existsSync(file)))
}
