/**
 * Runs the links of one watcher. It alone has the cache, which is kept in memory where it may not be on disk, and the
 * work that the objects of one generation have in common.
 */

import type { LinkResult } from '../engine/link_result.ts'
import type { LinkCache, Remember } from '../link/cache/link_cache.ts'
import type { RunJob } from '../link/sharing.ts'
import type { CacheSettings } from '../settings/config.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { JobPolicy } from '../settings/policy.ts'

export interface LinkRequest {
  jobs: JobPolicy
  cache: CacheSettings
  /** Files are taken to be as they are until this is another. */
  generation: number
  /** The objects that will be asked for in this generation. */
  planned: () => readonly ResolvedObject[]
  /** Run also what the cache has. */
  force: boolean
  signal: AbortSignal
}

export interface Linker {
  /** @throws BpfLinkerError */
  link(object: ResolvedObject, request: LinkRequest): Promise<LinkResult>
  /** Keeps other values that content decides. */
  remember: Remember
}

/** Results are small; a watcher's project is not. */
const MOST_IN_MEMORY = 64 * 2 ** 20

export function createLinker(): Linker {
  let opened: { settings: string; cache: Promise<LinkCache | undefined> } | undefined
  let shared: { generation: number; run: Promise<RunJob> } | undefined
  let running = 0

  /** What is known of files, and results in memory, outlast a reload of the config. */
  function open(settings: CacheSettings): Promise<LinkCache | undefined> {
    const text = JSON.stringify(settings)
    if (opened?.settings !== text) opened = { settings: text, cache: openCache(settings) }
    return opened.cache
  }

  return {
    async link(object, { jobs, cache: settings, generation, planned, force, signal }) {
      if (shared?.generation !== generation) shared = { generation, run: share(planned()) }
      const opening = open(settings)
      running++
      try {
        const [run, cache, { linkAndCheck }, { detailsForTypes }, { withoutFinding }] = await Promise.all([
          shared.run,
          opening,
          import('../engine/gate.ts'),
          import('../engine/declare.ts'),
          import('../link/cache/link_cache.ts'),
        ])
        const used = force && cache !== undefined ? withoutFinding(cache) : cache
        return await linkAndCheck(object, jobs, { signal, run, cache: used, inspect: detailsForTypes(object) })
      } finally {
        if (--running === 0) await (await opening)?.finish()
      }
    },
    async remember(content, make) {
      const cache = await opened?.cache
      return cache === undefined ? make() : cache.remember(content, make)
    },
  }
}

// Imported when they are needed: most runs of a bundler's configuration build nothing of ours.
async function openCache(settings: CacheSettings): Promise<LinkCache | undefined> {
  const { openLinkCache } = await import('../link/cache/link_cache.ts')
  const { folder, maxSize } = settings
  const most = folder === undefined ? Math.min(maxSize, MOST_IN_MEMORY) : maxSize
  return openLinkCache({ folder, maxSize: most }, { memory: true })
}

async function share(planned: readonly ResolvedObject[]): Promise<RunJob> {
  const [{ shareJobs }, { plannedJobs }] = await Promise.all([
    import('../link/sharing.ts'),
    import('../engine/objects.ts'),
  ])
  return shareJobs(plannedJobs(planned))
}
