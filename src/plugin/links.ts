/**
 * The objects of one plugin, each linked at most once while nothing changes, however many imports, assets and
 * environments it serves. Knows no bundler. A failed link is a result like another; only mistakes in this program are
 * thrown.
 */

import { debugFor } from '../debug.ts'
import type { LinkResult } from '../engine/link_result.ts'
import type { ObjectMeta } from '../engine/meta.ts'
import type { BpfLinkerError, Diagnostic } from '../errors.ts'
import type { Remember } from '../link/cache/link_cache.ts'
import type { SummaryRow } from '../report/table.ts'
import { fileOf } from '../settings/inputs.ts'
import type { ResolvedObject } from '../settings/object.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import { asBpfLinkerError } from './link_errors.ts'
import { createLinker } from './linker.ts'
import type { ObjectSource, Place } from './objects.ts'
import type { ResolvedPluginOptions } from './options.ts'

interface Identity {
  name: string
  /** The object's id. */
  id: string
  /** The profile's name. */
  profileName: string
}

/** One linked object. */
export interface Built extends Identity {
  error?: undefined
  /** `probe.bpf.o`: an asset's name, without a folder or a hash. */
  fileName: string
  /** The whole of its buffer. */
  bytes: Uint8Array<ArrayBuffer>
  warnings: Diagnostic[]
  /** Absolute paths of what it was made from: sources, headers, config files. */
  dependencies: string[]
  /** Absolute paths where headers, or a config, were looked for in vain: a file that appears there may change it. */
  absent: string[]
  /** For the bundler's report. */
  summary: () => Promise<SummaryRow>
  /** Made when it is first asked for. @throws BpfLinkerError */
  meta: () => Promise<ObjectMeta>
  /** JavaScript: what a module of its bytes exports besides, where the config wants types. */
  namedExports: (imported: 'source' | 'object') => Promise<string>
}

export interface Failed {
  error: BpfLinkerError
  /** Absolute paths of what was read before it failed: a change of one of them may mend it. */
  dependencies: string[]
}

export type LinkOutcome = Built | (Failed & Identity)
/** Or there was no object to be linked. */
export type Outcome = Built | Failed

export interface Links {
  readonly options: ResolvedPluginOptions
  readonly place: Place
  /** Raised when everything is forgotten. */
  readonly generation: number
  source(): Promise<ObjectSource>
  /**
   * Links it, unless that is done already.
   * @throws Superseded when everything was forgotten meanwhile: there may be another object of that name
   */
  link(object: ResolvedObject): Promise<LinkOutcome>
  /** What was linked since this was asked last; failures are told elsewhere. */
  linked(): Promise<Built[]>
  /** Everything is looked at anew; links that run are stopped. */
  forget(): void
  /** A file changed: forgets what was made from it, and stops and begins anew what is being made. */
  changed(file: string): void
  /** Calls `listener` with each outcome that nothing has overtaken. */
  onOutcome(listener: (outcome: LinkOutcome) => void): void
}

/** Makes those of a bundler that runs there. */
export type LinksFor = (place: Place) => Links

const debug = debugFor('plugin')

interface Entry {
  attempts: Attempts<Linked>
  outcome: Promise<LinkOutcome>
  /** Undefined while it runs. */
  dependencies?: string[]
}

/** How a link ended. */
interface Linked {
  dependencies: readonly string[]
  error?: BpfLinkerError
  result?: LinkResult
}

export function createLinks(options: ResolvedPluginOptions, place: Place): Links {
  let generation = 0
  let objects: Promise<ObjectSource> | undefined
  const entries = new Map<string, Entry>()
  const listeners: ((outcome: LinkOutcome) => void)[] = []
  let fresh = new Map<string, Promise<LinkOutcome>>()
  const linker = createLinker()
  /** By id: what the last link of that object read. */
  const lastRead = new Map<string, readonly string[]>()

  // Imported when it is needed: most runs of a bundler's configuration build nothing of ours.
  function source(): Promise<ObjectSource> {
    objects ??= import('./objects.ts').then(({ loadObjects }) => loadObjects(options, place))
    return objects
  }

  function forget(): void {
    generation++
    objects = undefined
    for (const { attempts } of entries.values()) attempts.forget()
    entries.clear()
    fresh.clear()
    linker.changed()
  }

  function begin(object: ResolvedObject, from: Promise<ObjectSource>): Entry {
    const link = linker.linkOf(object, from, ({ name, id }) => options.isAsset(name, id))
    const known = lastRead.get(object.id) ?? inputsOf(object)
    const attempts = createAttempts((signal) => attempt(object, link, signal), known)
    const outcome = attempts.outcome.then(async (linked) => outcomeOf(object, linked, await from, linker.remember))
    const entry: Entry = { attempts, outcome }
    entry.outcome.then(
      ({ dependencies }) => {
        entry.dependencies = dependencies
        lastRead.set(object.id, dependencies)
      },
      () => {},
    )
    return entry
  }

  return {
    options,
    place,
    get generation() {
      return generation
    },
    source,
    forget,
    onOutcome: (listener) => listeners.push(listener),
    async link(object) {
      const known = entries.get(object.id)
      if (known !== undefined) return known.outcome
      const entry = begin(object, source())
      entries.set(object.id, entry)
      fresh.set(object.id, entry.outcome)
      entry.outcome.then(
        (outcome) => {
          if (entries.get(object.id) === entry) for (const listener of listeners) listener(outcome)
        },
        () => {},
      )
      return entry.outcome
    },
    async linked() {
      const outcomes = [...fresh.values()]
      fresh = new Map()
      return (await Promise.all(outcomes)).filter((outcome) => outcome.error === undefined)
    },
    changed(file) {
      linker.changed()
      for (const [id, { attempts, dependencies }] of entries) {
        if (dependencies === undefined) attempts.changed(file)
        if (!dependencies?.includes(file)) continue
        entries.delete(id)
        debug?.(`${file} changed: ${id} is to be linked again`)
      }
      const loaded = objects
      const forgetLoaded = () => {
        if (objects === loaded) forget()
      }
      loaded?.then((from) => {
        if (from.dependencies.includes(file)) forgetLoaded()
      }, forgetLoaded)
    },
  }
}

async function attempt(
  object: ResolvedObject,
  link: (signal: AbortSignal) => Promise<LinkResult>,
  signal: AbortSignal,
): Promise<Linked> {
  try {
    const result = await link(signal)
    return { result, dependencies: result.dependencies }
  } catch (thrown) {
    if (signal.aborted) throw thrown
    const error = asBpfLinkerError(thrown)
    return { error, dependencies: union(error.dependencies, inputsOf(object)) }
  }
}

async function outcomeOf(
  object: ResolvedObject,
  linked: Linked,
  source: ObjectSource,
  remember: Remember,
): Promise<LinkOutcome> {
  const { result, error, dependencies } = linked
  try {
    if (result === undefined) throw error
    const { declarationsOf, writeDeclarations } = await import('../engine/declare.ts')
    writeDeclarations(await declarationsOf(object, result))
    return builtOf(object, result, source, remember)
  } catch (thrown) {
    return { ...identityOf(object), ...failed(thrown, [...dependencies], source.dependencies) }
  }
}

function inputsOf({ inputs, workingDirectory }: ResolvedObject): string[] {
  return inputs.flatMap((input) => fileOf(input, workingDirectory) ?? [])
}

function builtOf(object: ResolvedObject, result: LinkResult, source: ObjectSource, remember: Remember): Built {
  let meta: Promise<ObjectMeta> | undefined
  return {
    ...identityOf(object),
    fileName: object.fileName,
    bytes: result.bytes,
    warnings: result.diagnostics.filter((d) => d.severity === 'warning'),
    dependencies: union(result.dependencies, source.dependencies),
    absent: union(result.absent, source.absent),
    async summary() {
      const { summaryOf } = await import('../engine/summary.ts')
      return {
        object: object.fileName,
        profileName: object.profile.name,
        made: summaryOf(result),
      }
    },
    meta() {
      meta ??= import('../engine/meta.ts').then(({ metaOf }) => metaOf(object, result, remember))
      return meta
    },
    async namedExports(imported) {
      const { namedExports } = await import('../engine/declare.ts')
      return namedExports(object, result, imported)
    },
  }
}

function identityOf({ name, id, profile }: ResolvedObject): Identity {
  return { name, id, profileName: profile.name }
}

/** @throws what is no error of this package */
export function failed(thrown: unknown, ...dependencies: string[][]): Failed {
  const error = asBpfLinkerError(thrown)
  return { error, dependencies: union(error.dependencies, ...dependencies) }
}

export function union(...lists: string[][]): string[] {
  return [...new Set(lists.flat())]
}
