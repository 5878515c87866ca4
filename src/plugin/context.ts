/**
 * One build by one bundler, of one environment where the bundler has several: which objects its imports made assets of,
 * and what its user was told. Knows no bundler. The links are shared: see links.ts.
 */

import { failureOf } from '../engine/failure.ts'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import { changedSince } from '../link/cache/file_state.ts'
import { suggestion } from '../nearest.ts'
import type { ResolvedObject } from '../settings/object.ts'
import { Superseded } from './attempts.ts'
import { type Built, type Failed, failed, type Links, type Outcome, union } from './links.ts'
import type { ObjectSource, Place } from './objects.ts'
import type { ResolvedPluginOptions } from './options.ts'
import type { ManifestRequest, ObjectRequest } from './request.ts'

/** The objects of the config, all linked. */
export interface BuiltManifest {
  error?: undefined
  /** In the config's order. */
  objects: Built[]
  warnings: Built['warnings']
  dependencies: string[]
  absent: Built['absent']
}

export interface PluginContext {
  readonly options: ResolvedPluginOptions
  readonly place: Place
  /** One made for `url` or `path` is an asset, so that {@link emitted} leaves it out. */
  build(request: ObjectRequest): Promise<Outcome>
  /** What is to be in the manifest, each linked. */
  manifest(request: ManifestRequest): Promise<BuiltManifest | Failed>
  /** The objects of the config that are to be assets without an import. Call it when all imports are known. */
  emitted(): Promise<Outcome[]>
  /** Links the objects that {@link emitted} will ask for, while the bundler is busy with the modules. */
  prepare(): void
  /** What was linked since this was asked last, for the bundler's report. */
  linked(): Promise<Built[]>
  /** Begins a build: everything is looked at anew, once for all environments that are built together. */
  restart(): void
  /** A file changed, in a build that goes on (a dev server): forgets what was made from it. */
  changed(file: string): void
  /**
   * Those that this build has not told yet. An object that is imported and emitted fails once, and what the objects of
   * one source have in common is there once.
   */
  news(diagnostics: readonly Diagnostic[]): Diagnostic[]
}

/** @throws BpfLinkerError CONFIG_UNKNOWN_NAME */
function checkAsset(name: string, { all, dependencies }: ObjectSource): void {
  if (all.some((object) => object.name === name || object.id === name)) return
  const names = [...new Set(all.flatMap((object) => [object.name, object.id]))]
  const message = `assets: the config has no object '${name}'`
  throw new BpfLinkerError('CONFIG_UNKNOWN_NAME', message, { hint: suggestion(name, names), dependencies })
}

/** A file that changes all the time does not keep everybody waiting. */
const MOST_ATTEMPTS = 4

export function createContext(links: Links): PluginContext {
  const { options, place } = links
  const assets = new Set<string>()
  const told = new Set<string>()
  let generation = 0

  async function emitted(skip: (object: ResolvedObject) => boolean): Promise<Outcome[]> {
    try {
      return await anew(async () => {
        const source = await links.source()
        const { all } = source
        for (const name of options.assetNames) checkAsset(name, source)
        const wanted = all.filter((o) => options.isAsset(o.name, o.id) && !skip(o))
        return Promise.all(wanted.map(links.link))
      })
    } catch (error) {
      return [failed(error)]
    }
  }

  /**
   * What `make` gives, and what is known of the objects that `described` picks, so that what goes wrong there is an
   * outcome as well. Anew when a file changed meanwhile: a bundler that begins to watch when it has the module would
   * miss that.
   */
  async function settled<T>(make: () => Promise<T>, described: (made: T) => Outcome[]): Promise<T> {
    for (let count = 1; ; count++) {
      const made = await anew(make)
      const begun = Date.now()
      const objects = described(made).filter((outcome) => outcome.error === undefined)
      await Promise.all(objects.map(({ meta }) => meta()))
      const read = union(...objects.map(({ dependencies }) => dependencies))
      const changed = read.filter((file) => changedSince(file, begun))
      if (changed.length === 0 || count === MOST_ATTEMPTS) return made
      for (const file of changed) links.changed(file)
    }
  }

  return {
    options,
    place,
    async build(request) {
      try {
        const { object, outcome } = await settled(
          async () => {
            const object = await find(request, await links.source())
            return { object, outcome: await links.link(object) }
          },
          ({ outcome }) => (request.form === 'meta' ? [outcome] : []),
        )
        if (request.form === 'url' || request.form === 'path') assets.add(object.id)
        return outcome
      } catch (error) {
        return failed(error, request.kind === 'source' ? [request.file] : [])
      }
    },
    async manifest({ profileName }) {
      try {
        const { source, outcomes } = await settled(
          async () => {
            const source = await links.source()
            return { source, outcomes: await Promise.all(source.ofManifest(profileName).map(links.link)) }
          },
          ({ outcomes }) => outcomes,
        )
        const dependencies = union(source.dependencies, ...outcomes.map((outcome) => outcome.dependencies))
        const errors = outcomes.flatMap(({ error, ...identity }) => (error ? [{ error, ...identity }] : []))
        if (errors.length > 0) return failed(failureOf(errors, outcomes.length, []), dependencies)
        const objects = outcomes.filter((outcome) => outcome.error === undefined)
        const absent = union(source.absent, ...objects.map((object) => object.absent))
        return { objects, warnings: objects.flatMap(({ warnings }) => warnings), dependencies, absent }
      } catch (error) {
        return failed(error)
      }
    },
    emitted: () => emitted((object) => assets.has(object.id)),
    prepare() {
      // A rejection is a mistake in this program; whoever awaits the objects themselves gets it.
      emitted(() => false).catch(() => {})
    },
    restart() {
      if (generation === links.generation) links.forget()
      generation = links.generation
      assets.clear()
      told.clear()
    },
    linked: links.linked,
    changed: links.changed,
    news(diagnostics) {
      return diagnostics.filter((diagnostic) => {
        const before = told.size
        return told.add(JSON.stringify(diagnostic)).size > before
      })
    },
  }
}

/** What was being made when everything was forgotten is made anew. */
async function anew<T>(make: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await make()
    } catch (error) {
      if (!(error instanceof Superseded)) throw error
    }
  }
}

function find(request: ObjectRequest, source: ObjectSource) {
  const { profileName } = request
  return request.kind === 'source'
    ? source.ofSource(request.file, profileName)
    : source.ofName(request.name, profileName)
}
