/**
 * Runs the links of one plugin: through the cache, which is kept in memory where it may not be on disk, and with what
 * the objects have in common done once.
 */

import type { LinkResult } from '../engine/link_result.ts'
import type { LinkCache, Remember } from '../link/cache/link_cache.ts'
import type { RunJob } from '../link/sharing.ts'
import type { CacheSettings } from '../settings/config.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { ObjectSource } from './objects.ts'

export interface Linker {
  /**
   * The link of one object, to be run as often as it has to be.
   * @param isPlanned True of objects that will be asked for in any case
   */
  linkOf(
    object: ResolvedObject,
    source: Promise<ObjectSource>,
    isPlanned: (object: ResolvedObject) => boolean,
  ): (signal: AbortSignal) => Promise<LinkResult>
  /** Values besides, which the cache keeps as well. */
  remember: Remember
  /** Something changed: what was made before is not shared any more. */
  changed(): void
}

/** Results are small; a watcher's project is not. */
const MOST_IN_MEMORY = 64 * 2 ** 20

export function createLinker(): Linker {
  let cache: Promise<LinkCache | undefined> | undefined
  let cached: CacheSettings | undefined
  let sharing: Promise<RunJob> | undefined
  let running = 0

  function cacheFor(settings: CacheSettings): Promise<LinkCache | undefined> {
    // What is known of files, and results in memory, outlast a reload of the config.
    if (cache !== undefined && JSON.stringify(cached) === JSON.stringify(settings)) return cache
    const maxSize = settings.folder === undefined ? Math.min(settings.maxSize, MOST_IN_MEMORY) : settings.maxSize
    cached = settings
    cache = import('../link/cache/link_cache.ts').then(({ openLinkCache }) =>
      openLinkCache({ ...settings, maxSize }, { memory: true }),
    )
    return cache
  }

  async function share(source: Promise<ObjectSource>, isPlanned: (object: ResolvedObject) => boolean): Promise<RunJob> {
    const [{ all }, { shareJobs }, { plannedJobs }] = await Promise.all([
      source,
      import('../link/sharing.ts'),
      import('../engine/objects.ts'),
    ])
    return shareJobs(plannedJobs(all.filter(isPlanned)))
  }

  return {
    linkOf(object, source, isPlanned) {
      let used: Promise<RunJob> | undefined
      return async (signal) => {
        // The second attempt of the first that finds itself outdated; the others then share with it.
        if (used !== undefined && used === sharing) sharing = undefined
        sharing ??= share(source, isPlanned)
        used = sharing
        running++
        const opening = source.then(({ cache }) => cacheFor(cache))
        try {
          const [run, cache, { jobs }, { linkAndCheck }, { detailsForTypes }] = await Promise.all([
            used,
            opening,
            source,
            import('../engine/gate.ts'),
            import('../engine/declare.ts'),
          ])
          return await linkAndCheck(object, jobs, { signal, run, cache, inspect: detailsForTypes(object) })
        } finally {
          if (--running === 0) await (await opening)?.finish()
        }
      }
    },
    async remember(content, make) {
      const open = await cache
      return open === undefined ? make() : open.remember(content, make)
    },
    changed() {
      sharing = undefined
    },
  }
}
