/** Tells when a burst of events is over. */

/** For so long nothing must happen: longer than between the events of one save, too short to be felt. */
const SETTLE_MILLISECONDS = 40

/** At the latest then, although events go on: a log that grows in a watched folder must not hide a save. */
const PATIENCE_MILLISECONDS = 10 * SETTLE_MILLISECONDS

export interface Settling {
  /** Something happened. */
  event(): void
  /** Nothing is told any more. */
  close(): void
}

export function createSettling(onSettled: () => void): Settling {
  let timer: NodeJS.Timeout | undefined
  /** When the burst that goes on began. */
  let began: number | undefined
  return {
    event() {
      const now = performance.now()
      began ??= now
      clearTimeout(timer)
      timer = setTimeout(
        () => {
          began = undefined
          onSettled()
        },
        Math.min(SETTLE_MILLISECONDS, began + PATIENCE_MILLISECONDS - now),
      )
    },
    close: () => clearTimeout(timer),
  }
}
