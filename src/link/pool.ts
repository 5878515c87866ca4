/**
 * Runs tasks first come, first served, at most so many at once. A task whose
 * signal aborts while it waits leaves the queue and is never started.
 */

export interface PoolOptions {
  /** It waits until fewer than this many are running. At least 1. */
  limit: number
  signal?: AbortSignal | undefined
  /** Makes the error for a task that was aborted while it waited. */
  aborted: (signal: AbortSignal) => Error
}

export interface Pool {
  run<T>(task: () => Promise<T>, options: PoolOptions): Promise<T>
}

interface Waiting {
  limit: number
  start: () => void
}

export function createPool(): Pool {
  let running = 0
  const queue: Waiting[] = []

  // Only the head may start, so that a task with a low limit is not overtaken for ever.
  function next(): void {
    for (let head = queue[0]; head !== undefined && running < head.limit; head = queue[0]) {
      queue.shift()
      running++
      head.start()
    }
  }

  return {
    run(task, { limit, signal, aborted }) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(aborted(signal))
        const entry: Waiting = {
          limit: Math.max(1, limit),
          start() {
            signal?.removeEventListener('abort', leave)
            task()
              .then(resolve, reject)
              .finally(() => {
                running--
                next()
              })
          },
        }
        function leave(): void {
          queue.splice(queue.indexOf(entry), 1)
          if (signal !== undefined) reject(aborted(signal))
          next()
        }
        signal?.addEventListener('abort', leave, { once: true })
        queue.push(entry)
        next()
      })
    },
  }
}
