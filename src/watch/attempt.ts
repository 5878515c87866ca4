/**
 * Something is made of files that may change meanwhile: it is stopped and begun anew until it was made of one state of
 * them. Watchers tell of a file only when they know that it is read, and a save in the middle may be read by half.
 */
import {
  asChanged,
  changesSince,
  type Look,
  lookAt,
  type Machine,
  overtaking,
  placesOf,
  type Reads,
} from './changes.ts'

export interface Attempts<T extends Reads> {
  /** @throws Stopped after {@link Attempts.stop}, and what an attempt throws */
  outcome: Promise<T>
  /** What it was made of, as it was then; of one that runs what is known. */
  readonly look: Look
  /** Undefined while it runs. */
  readonly made: T | undefined
  /**
   * What has changed of it since. An attempt that runs is stopped then, and the next begun.
   * @param told As for {@link changesSince}
   */
  changes(told?: string): string[]
  /** Stops it for good. */
  stop(): void
}

/** Nobody wants the outcome any more. */
export class Stopped extends Error {}

/** For so long nothing must change before the next attempt: longer than between the saves of a burst. */
const QUIET_MILLISECONDS = 80
/** A file that changes all the time does not keep everybody waiting. */
const MOST_QUIET_MILLISECONDS = 1000
const MOST_ATTEMPTS = 4

/**
 * @param attempt Rejects when its signal aborts
 * @param known What it will read, as far as that is known
 */
export function createAttempts<T extends Reads>(
  attempt: (signal: AbortSignal) => Promise<T>,
  known: readonly string[],
  machine: Machine,
): Attempts<T> {
  let controller = new AbortController()
  let look = lookAt({ files: known }, machine)
  let made: T | undefined
  let isLast = false
  let stopped = false

  async function run(): Promise<T> {
    for (let count = 1; ; count++) {
      isLast = count >= MOST_ATTEMPTS
      controller = new AbortController()
      const { signal } = controller
      const result = await attempt(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      if (stopped) throw new Stopped()
      if (result !== undefined) {
        const before = look
        look = lookAt(placesOf(result), machine)
        const changed = overtaking(result, before, look)
        if (changed.length === 0 || isLast) {
          // The next look finds what the last attempt could not wait for.
          look = asChanged(look, changed)
          made = result
          return result
        }
      }
      await quiet([...look.files.keys()], machine)
      look = lookAt({ files: [...look.files.keys()] }, machine)
    }
  }

  return {
    outcome: run(),
    get look() {
      return look
    },
    get made() {
      return made
    },
    changes(told) {
      if (made === undefined && isLast) return []
      const changed = changesSince(look, machine, told)
      if (made === undefined && changed.length > 0) controller.abort()
      return changed
    },
    stop() {
      stopped = true
      controller.abort()
    },
  }
}

/** Bundlers tell of no change while they build: the files themselves are asked. */
async function quiet(files: readonly string[], machine: Machine): Promise<void> {
  for (let waited = 0; waited < MOST_QUIET_MILLISECONDS; waited += QUIET_MILLISECONDS) {
    const before = lookAt({ files }, machine)
    await machine.sleep(QUIET_MILLISECONDS)
    if (changesSince(before, machine).length === 0) return
  }
}
