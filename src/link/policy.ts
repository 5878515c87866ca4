/** How jobs run where nothing else is said. */
import { availableParallelism } from 'node:os'
import type { JobPolicy } from '../config/types.ts'

export const DEFAULT_MEMORY_LIMIT: number = 2 * 1024 ** 3
export const DEFAULT_TIMEOUT = 60_000

/** Isolated, 2 GiB, a minute, as many at once as cores. */
export function defaultPolicy(): JobPolicy {
  return {
    isolate: true,
    memoryLimit: DEFAULT_MEMORY_LIMIT,
    timeout: DEFAULT_TIMEOUT,
    concurrency: availableParallelism(),
  }
}
