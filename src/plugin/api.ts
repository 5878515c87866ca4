/**
 * What other plugins may ask of this one, `plugin.api`, as Rollup's convention has it: the objects of the config, and
 * what became of each link.
 */
import type { ObjectMeta } from '../engine/meta.ts'
import type { BpfLinkerError, Diagnostic } from '../errors.ts'
import type { Links } from './links.ts'
import type { LinkOutcome } from './outcome.ts'

/** One object: of the config, or made of a source that a module imports. */
export interface PluginObject {
  /** The key in the config's `objects`; of an imported source, its name without `.bpf.c`. */
  name: string
  /** Unique: `probe`, `probe.linux-5.10`; of an imported source, its path relative to the config. */
  id: string
  /** The profile's name. */
  profileName: string
}

/** One that was linked. */
export interface PluginSuccess extends PluginObject {
  error?: undefined
  /** `probe.bpf.o`: without a folder or a hash. */
  fileName: string
  /** The ELF file. Others hold the same bytes: not to be changed. */
  bytes: Uint8Array<ArrayBuffer>
  warnings: readonly Diagnostic[]
  /** Absolute paths of what it was made from: sources, headers, config files. */
  dependencies: readonly string[]
  /** What is known of it. Made when it is first asked for. */
  meta: () => Promise<ObjectMeta>
}

/** One that could not be linked. */
export interface PluginFailure extends PluginObject {
  error: BpfLinkerError
  /** Absolute paths of what was read before it failed. */
  dependencies: readonly string[]
}

export type PluginResult = PluginSuccess | PluginFailure

export interface PluginApi {
  /** The objects of the config, in its order. Waits until the bundler has set the plugin up. @throws BpfLinkerError */
  objects(): Promise<PluginObject[]>
  /** The last result of each object that was linked so far. */
  results(): PluginResult[]
  /** The last result of the object with that id. */
  result(id: string): PluginResult | undefined
  /**
   * Calls `listener` with each result, of each build.
   * @returns what ends that
   */
  onResult(listener: (result: PluginResult) => void): () => void
}

/** The other side of a {@link PluginApi}. */
export interface ApiHub {
  api: PluginApi
  /** The bundler has set the plugin up: this is where objects come from. */
  attach(links: Links): void
}

export function createApiHub(): ApiHub {
  const results = new Map<string, PluginResult>()
  const listeners = new Set<(result: PluginResult) => void>()
  let attached: (links: Links) => void = () => {}
  let links = new Promise<Links>((resolve) => {
    attached = resolve
  })
  const api: PluginApi = {
    async objects() {
      const { project } = await (await links).rebuilds.make(() => [])
      return project.all.map(({ name, id, profile }) => ({ name, id, profileName: profile.name }))
    },
    results: () => [...results.values()],
    result: (id) => results.get(id),
    onResult(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
  return {
    api,
    attach(made) {
      attached(made)
      // A bundler may set a plugin up again, as Vite does for each environment.
      links = Promise.resolve(made)
      made.rebuilds.onOutcome((outcome) => {
        const result = resultOf(outcome)
        results.set(result.id, result)
        for (const listener of listeners) listener(result)
      })
    },
  }
}

function resultOf(outcome: LinkOutcome): PluginResult {
  const { name, id, profileName, dependencies } = outcome
  if (outcome.error !== undefined) return { name, id, profileName, dependencies, error: outcome.error }
  const { fileName, bytes, warnings, meta } = outcome
  return { name, id, profileName, dependencies, fileName, bytes, warnings, meta }
}
