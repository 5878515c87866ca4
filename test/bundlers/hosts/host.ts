/** What every bundler looks like to the tests. */
import path from 'node:path'
import type { PluginApi } from '../../../src/plugin/api.ts'
import type { PluginOptions } from '../../../src/settings/plugin_options.generated.ts'
import { hashAtAddress, objectsIn, runBundle } from '../project.ts'

export type Platform = 'node' | 'browser'

export interface BuildRequest {
  root: string
  /** `src/main.js`, relative to the root. */
  entry: string
  options: PluginOptions
  /** One of the host's platforms. */
  platform?: Platform
  /** Gets the plugin before it is handed to the bundler. */
  onPlugin?: (plugin: { api: PluginApi }) => void
  /** Drop what is not used, where that is left to a minifier. */
  minify?: boolean
}

/** What a user is shown of a failed build, taken from where the bundler keeps it. */
export interface ShownError {
  message: string
  file: string | undefined
  line: number | undefined
  /** From 1. */
  column: number | undefined
  /** Where the source line is shown. */
  frame: string
}

export interface Made {
  errors?: undefined
  warnings: string[]
  /** What the entry leaves in `globalThis.imported`; see `runBundle`. */
  run(): Promise<unknown>
  /** Of what whoever serves or holds the output has at an address. */
  hashAt(address: string): Promise<string>
  /** Relative path → hash of every `.o` of the output. */
  objects(): Map<string, string>
}

export type BuildOutcome = Made | { errors: ShownError[] }

export interface Watching {
  /** Of the next build that ends, or of one that did and was not asked for yet. */
  next(): Promise<BuildOutcome>
  close(): Promise<void>
}

export interface Host {
  name: string
  /** What its code may be for; the first where nothing is said. */
  platforms: readonly [Platform, ...Platform[]]
  /** It hands import attributes on to plugins. */
  attributes: boolean
  /** It writes files; a dev server does not. */
  writes: boolean
  build(request: BuildRequest): Promise<BuildOutcome>
  /** Builds now, and whenever a file changes. */
  watch(request: BuildRequest): Promise<Watching>
}

export const OUT = 'out'
export const BUNDLE = 'main.mjs'

/** The plugin of a request. */
export function pluginFor<P extends { api: PluginApi }>(
  { options, onPlugin }: BuildRequest,
  make: (options: PluginOptions) => P,
): P {
  const plugin = make(options)
  onPlugin?.(plugin)
  return plugin
}

/** What was written to `out`, with the entry in `out/main.mjs`. */
export function madeInto(root: string, warnings: string[]): Made {
  const outDir = path.join(root, OUT)
  return {
    warnings,
    run: () => runBundle(path.join(outDir, BUNDLE)),
    hashAt: async (address) => hashAtAddress(address, outDir),
    objects: () => objectsIn(outDir),
  }
}

/** Outcomes wait for whoever asks, and who asks waits for them. */
export function createOutcomes(): { push(outcome: BuildOutcome): void; next(): Promise<BuildOutcome> } {
  const ready: BuildOutcome[] = []
  const waiting: ((outcome: BuildOutcome) => void)[] = []
  return {
    push(outcome) {
      const first = waiting.shift()
      if (first === undefined) ready.push(outcome)
      else first(outcome)
    },
    next() {
      const outcome = ready.shift()
      return outcome === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(outcome)
    },
  }
}
