/**
 * The state of one plugin in one compiler: the config, and each object linked at most once a build, however many
 * imports and assets it serves. Knows no bundler. A failed link is a result like another; only mistakes in this
 * program are thrown.
 */
import type { ResolvedObject } from '../config/types.ts'
import type { BpfLinkerError, Diagnostic } from '../errors.ts'
import { fileOf } from '../link/cargo/crate_input.ts'
import { asBpfLinkerError } from './message.ts'
import type { ObjectSource, Place } from './objects.ts'
import type { ResolvedPluginOptions } from './options.ts'
import type { Request } from './request.ts'

/** One linked object. */
export interface Built {
  error?: undefined
  /** The object's id. */
  id: string
  /** `probe.bpf.o`: an asset's name, without a folder or a hash. */
  fileName: string
  /** The whole of its buffer. */
  bytes: Uint8Array<ArrayBuffer>
  warnings: Diagnostic[]
  /** Absolute paths of what it was made from: sources, headers, config files. */
  dependencies: string[]
}

export interface Failed {
  error: BpfLinkerError
  /** Absolute paths of what was read before it failed: a change of one of them may mend it. */
  dependencies: string[]
}

export type Outcome = Built | Failed

export interface PluginContext {
  readonly options: ResolvedPluginOptions
  readonly place: Place
  /** `asAsset`: the import makes an asset of it, so that {@link emitted} leaves it out. */
  build(request: Request, asAsset?: boolean): Promise<Outcome>
  /** The objects of the config that are to be assets without an import. Call it when all imports are known. */
  emitted(): Promise<Outcome[]>
  /** Links the objects that {@link emitted} will ask for, while the bundler is busy with the modules. */
  prepare(): void
  /** Begins a build: everything is looked at anew. */
  restart(): void
  /** A file changed, in a build that goes on (a dev server): forgets what was made from it. */
  changed(file: string): void
  /** True once for each error and warning of a build: an object that is imported and emitted fails once. */
  isNews(what: object): boolean
}

interface Entry {
  outcome: Promise<Outcome>
  /** Undefined while it runs. */
  dependencies?: string[]
}

export function createContext(options: ResolvedPluginOptions, place: Place): PluginContext {
  let objects: Promise<ObjectSource> | undefined
  const entries = new Map<string, Entry>()
  const assets = new Set<string>()
  let told = new WeakSet<object>()

  // Imported when it is needed: most runs of a bundler's configuration build nothing of ours.
  function load(): Promise<ObjectSource> {
    objects ??= import('./objects.ts').then(({ loadObjects }) => loadObjects(options.config, place))
    return objects
  }

  function linkOnce(object: ResolvedObject, source: ObjectSource): Promise<Outcome> {
    const known = entries.get(object.id)
    if (known !== undefined) return known.outcome
    const entry: Entry = { outcome: link(object, source) }
    entries.set(object.id, entry)
    entry.outcome.then(
      ({ dependencies }) => {
        entry.dependencies = dependencies
      },
      () => {},
    )
    return entry.outcome
  }

  async function emitted(skip: (object: ResolvedObject) => boolean): Promise<Outcome[]> {
    try {
      const source = await load()
      const wanted = source.all.filter((o) => options.isEmitted(o.name, o.id) && !skip(o))
      return await Promise.all(wanted.map((object) => linkOnce(object, source)))
    } catch (error) {
      return [failed(error)]
    }
  }

  function restart(): void {
    objects = undefined
    entries.clear()
    assets.clear()
    told = new WeakSet()
  }

  return {
    options,
    place,
    restart,
    async build(request, asAsset = false) {
      try {
        const source = await load()
        const object = await (request.kind === 'source' ? source.ofSource(request.file) : source.ofName(request.name))
        const outcome = await linkOnce(object, source)
        if (asAsset) assets.add(object.id)
        return outcome
      } catch (error) {
        return failed(error, request.kind === 'source' ? [request.file] : [])
      }
    },
    emitted: () => emitted((object) => assets.has(object.id)),
    prepare() {
      // A rejection is a mistake in this program; whoever awaits the objects themselves gets it.
      emitted(() => false).catch(() => {})
    },
    changed(file) {
      for (const [id, { dependencies }] of entries) {
        // One that still runs may have read the file as it was.
        if (dependencies === undefined || dependencies.includes(file)) entries.delete(id)
      }
      const loaded = objects
      const forget = () => {
        if (objects === loaded) restart()
      }
      loaded?.then((source) => {
        if (source.dependencies.includes(file)) forget()
      }, forget)
    },
    isNews(what) {
      if (told.has(what)) return false
      told.add(what)
      return true
    },
  }
}

async function link(object: ResolvedObject, source: ObjectSource): Promise<Outcome> {
  const { linkAndCheck } = await import('../build/gate.ts')
  try {
    const result = await linkAndCheck(object, source.jobs)
    return {
      id: object.id,
      fileName: object.fileName,
      bytes: result.object,
      warnings: result.diagnostics.filter((d) => d.severity === 'warning'),
      dependencies: union(result.dependencies, source.dependencies),
    }
  } catch (error) {
    const inputs = object.inputs.flatMap((input) => fileOf(input, object.workingDirectory) ?? [])
    return failed(error, inputs, source.dependencies)
  }
}

function failed(thrown: unknown, ...dependencies: string[][]): Failed {
  const error = asBpfLinkerError(thrown)
  return { error, dependencies: union(error.dependencies, ...dependencies) }
}

function union(...lists: string[][]): string[] {
  return [...new Set(lists.flat())]
}
