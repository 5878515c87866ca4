/** How jobs run, and how where nothing else is said. */
import { availableParallelism } from 'node:os'

/** How jobs run. */
export interface JobPolicy {
  /** Each job in a native process of its own; false: in process, through the addon. */
  isolate: boolean
  /** Bytes of address space a job may have. Default 2 GiB. */
  memoryLimit: number
  /** Milliseconds of processor time a job may take. Default 60,000. */
  timeout: number
  /** How many jobs at once. Default: cores. */
  concurrency: number
}

export const DEFAULT_MEMORY_LIMIT: number = 2 * 1024 ** 3
export const DEFAULT_TIMEOUT = 60_000

/**
 * How many times its `timeout` a job may be there at all. A busy machine makes a job wait and takes it no processor
 * time; this is for one that waits for ever.
 */
export const WALL_TIMES = 20

/** Isolated, 2 GiB, a minute of processor time, as many at once as cores. */
export function defaultPolicy(): JobPolicy {
  return {
    isolate: true,
    memoryLimit: DEFAULT_MEMORY_LIMIT,
    timeout: DEFAULT_TIMEOUT,
    concurrency: availableParallelism(),
  }
}
