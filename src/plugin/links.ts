/** The objects of one plugin, each linked at most once, however many imports, assets and environments it serves. */
import { createRebuilds, type Rebuilds } from '../watch/rebuilds.ts'
import type { ObjectSource, Place } from './objects.ts'
import type { ResolvedPluginOptions } from './options.ts'
import { type LinkOutcome, outcomeOf } from './outcome.ts'

export interface Links {
  readonly options: ResolvedPluginOptions
  readonly place: Place
  readonly rebuilds: Rebuilds<ObjectSource, LinkOutcome>
}

/** Makes those of a bundler that runs there. */
export type LinksFor = (place: Place) => Links

export function createLinks(options: ResolvedPluginOptions, place: Place): Links {
  const rebuilds: Links['rebuilds'] = createRebuilds<ObjectSource, LinkOutcome>({
    // Imported when it is needed: most runs of a bundler's configuration build nothing of ours.
    load: () => import('./objects.ts').then(({ loadObjects }) => loadObjects(options, place)),
    planned: ({ all }) => all.filter(({ name, id }) => options.isAsset(name, id)),
    finish: (object, linked, source) => outcomeOf(object, linked, source, rebuilds.remember),
  })
  return { options, place, rebuilds }
}
