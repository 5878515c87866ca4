/**
 * One build by one bundler, of one environment where the bundler has several: which objects its imports made assets of,
 * and what its user was told. Knows no bundler. The links are shared: see links.ts.
 */
import { failureOf } from '../engine/failure.ts'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { Links } from './links.ts'
import type { ObjectSource, Place } from './objects.ts'
import type { ResolvedPluginOptions } from './options.ts'
import { type Built, type Failed, failed, type LinkOutcome, type Outcome, union, withConfig } from './outcome.ts'
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
  throw new BpfLinkerError('CONFIG_UNKNOWN_NAME', message, {
    hint: suggestion(name, names),
    dependencies: [...dependencies],
  })
}

export function createContext({ options, place, rebuilds }: Links): PluginContext {
  const build = {}
  const assets = new Set<string>()
  const told = createTold()

  async function emitted(skip: (object: ResolvedObject) => boolean): Promise<Outcome[]> {
    try {
      const { project, outcomes } = await rebuilds.make((source) => {
        for (const name of options.assetNames) checkAsset(name, source)
        return source.all.filter((object) => options.isAsset(object.name, object.id) && !skip(object))
      })
      return outcomes.map((outcome) => withConfig(outcome, project))
    } catch (error) {
      return [failed(error)]
    }
  }

  return {
    options,
    place,
    async build(request) {
      try {
        const find = async (source: ObjectSource) => [await findIn(source, request)]
        const { project, outcomes } = await rebuilds.make(find, request.form === 'meta' ? described : undefined)
        const [outcome] = outcomes as [LinkOutcome]
        if (request.form === 'url' || request.form === 'path') assets.add(outcome.id)
        return withConfig(outcome, project)
      } catch (error) {
        return failed(error, request.kind === 'source' ? [request.file] : [])
      }
    },
    async manifest({ profileName }) {
      try {
        const { project, outcomes } = await rebuilds.make((source) => source.ofManifest(profileName), described)
        return manifestOf(project, outcomes)
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
      rebuilds.begin(build)
      assets.clear()
      told.clear()
    },
    async linked() {
      return (await rebuilds.news()).filter((outcome) => outcome.error === undefined)
    },
    changed(file) {
      rebuilds.changed(file)
    },
    news: told.news,
  }
}

/** Lets each diagnostic through once. */
function createTold(): Pick<PluginContext, 'news'> & { clear(): void } {
  const told = new Set<string>()
  return {
    clear: () => told.clear(),
    news(diagnostics) {
      return diagnostics.filter((diagnostic) => {
        const before = told.size
        return told.add(JSON.stringify(diagnostic)).size > before
      })
    },
  }
}

/** Makes what is known of an object together with it, so that what goes wrong there is an outcome as well. */
async function described(outcome: LinkOutcome): Promise<void> {
  if (outcome.error === undefined) await outcome.meta()
}

function manifestOf(source: ObjectSource, outcomes: readonly LinkOutcome[]): BuiltManifest | Failed {
  const dependencies = union(source.dependencies, ...outcomes.map((outcome) => outcome.dependencies))
  const errors = outcomes.flatMap(({ error, ...identity }) => (error ? [{ error, ...identity }] : []))
  if (errors.length > 0) return failed(failureOf(errors, outcomes.length, []), dependencies)
  const objects = outcomes.filter((outcome) => outcome.error === undefined)
  const absent = union(source.absent, ...objects.map((object) => object.absent))
  return { objects, warnings: objects.flatMap(({ warnings }) => warnings), dependencies, absent }
}

function findIn(source: ObjectSource, request: ObjectRequest) {
  const { profileName } = request
  return request.kind === 'source'
    ? source.ofSource(request.file, profileName)
    : source.ofName(request.name, profileName)
}
