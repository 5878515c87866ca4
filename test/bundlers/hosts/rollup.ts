/** Rollup, the newest and the oldest that the package claims, and Rolldown. */
import path from 'node:path'
import { rolldown, watch as rolldownWatch } from 'rolldown'
import { type RollupError, rollup, watch as rollupWatch } from 'rollup'
import { rollup as rollupLowest, watch as rollupLowestWatch } from 'rollup-lowest'
import rolldownPlugin from '../../../src/plugin/rollup/rolldown.ts'
import rollupPlugin from '../../../src/plugin/rollup/rollup.ts'
import {
  BUNDLE,
  type BuildOutcome,
  type BuildRequest,
  createOutcomes,
  type Host,
  madeInto,
  OUT,
  pluginFor,
  type ShownError,
  type Watching,
} from './host.ts'

/** A warning that a plugin took long says more of a busy machine than of the plugin. */
export const checks = { bundlerTimings: false }

export type OnLog = (text: string) => void

interface Output {
  dir: string
  entryFileNames: string
  format: 'es'
}

interface Rollup {
  name: string
  attributes: boolean
  bundle(request: BuildRequest, output: Output, onLog: OnLog): Promise<void>
  watch(request: BuildRequest, output: Output, onLog: OnLog): RollupWatcher
}

/** What the watchers of Rollup, Rolldown and Vite have in common. */
export interface RollupWatcher {
  on(event: 'event', listener: (event: WatchEvent) => void): unknown
  close(): Promise<void> | void
}

interface WatchEvent {
  code: string
  error?: unknown
  result?: { close(): Promise<void> } | null
}

export const rollupHosts: Host[] = [
  rollupHost({
    name: 'rollup',
    attributes: true,
    async bundle(request, output, onLog) {
      const bundle = await rollup(inputOf(request, pluginFor(request, rollupPlugin), onLog))
      await bundle.write(output)
      await bundle.close()
    },
    watch: (request, output, onLog) =>
      rollupWatch({ ...inputOf(request, pluginFor(request, rollupPlugin), onLog), output, watch: { buildDelay: 20 } }),
  }),
  rollupHost({
    name: 'rolldown',
    attributes: false,
    async bundle(request, output, onLog) {
      const input = { ...inputOf(request, pluginFor(request, rolldownPlugin), onLog), cwd: request.root, checks }
      const bundle = await rolldown(input)
      await bundle.write(output)
      await bundle.close()
    },
    watch: (request, output, onLog) =>
      rolldownWatch({
        ...inputOf(request, pluginFor(request, rolldownPlugin), onLog),
        cwd: request.root,
        checks,
        output,
        watch: { buildDelay: 20 },
      }) as RollupWatcher,
  }),
]

export const oldRollupHosts: Host[] = [
  rollupHost({
    name: 'rollup 4.6',
    attributes: true,
    async bundle(request, output, onLog) {
      const bundle = await rollupLowest(inputOf(request, pluginFor(request, rollupPlugin) as never, onLog))
      await bundle.write(output)
      await bundle.close()
    },
    watch: (request, output, onLog) =>
      rollupLowestWatch({
        ...inputOf(request, pluginFor(request, rollupPlugin) as never, onLog),
        output,
        watch: { buildDelay: 20 },
      }),
  }),
]

function inputOf<P>({ root, entry }: BuildRequest, plugin: P, onLog: OnLog) {
  return {
    input: path.join(root, entry),
    plugins: [plugin],
    onLog: (level: string, log: { message: string }) => level === 'warn' && onLog(log.message),
  }
}

function rollupHost({ name, attributes, bundle, watch }: Rollup): Host {
  const output = (root: string): Output => ({ dir: path.join(root, OUT), entryFileNames: BUNDLE, format: 'es' })
  return {
    name,
    platforms: ['node'],
    attributes,
    writes: true,
    build: (request) =>
      outcomeOf(request.root, (onLog) => inFolder(request.root, () => bundle(request, output(request.root), onLog))),
    watch: async (request) =>
      watching(request.root, (onLog) => inFolder(request.root, () => watch(request, output(request.root), onLog))),
  }
}

/** Rollup, Rolldown and Vite throw the plugin's error. */
export async function outcomeOf(root: string, build: (onLog: OnLog) => Promise<unknown>): Promise<BuildOutcome> {
  const warnings: string[] = []
  try {
    await build((text) => warnings.push(text))
  } catch (error) {
    return failureOf(error)
  }
  return madeInto(root, warnings)
}

export function failureOf(error: unknown): { errors: ShownError[] } {
  // Rolldown, and Vite over it, throw one error that holds all.
  const { errors } = error as { errors?: RollupError[] }
  return { errors: (errors ?? [error as RollupError]).map(shownByRollup) }
}

function shownByRollup({ message, loc, frame = '' }: RollupError): ShownError {
  return { message, file: loc?.file, line: loc?.line, column: loc?.column, frame }
}

export function watching(root: string, start: (onLog: OnLog) => RollupWatcher): Watching {
  const outcomes = createOutcomes()
  let warnings: string[] = []
  let failure: { errors: ShownError[] } | undefined
  const watcher = start((text) => warnings.push(text))
  watcher.on('event', async ({ code, error, result }) => {
    if (code === 'START') {
      warnings = []
      failure = undefined
    }
    if (code === 'ERROR') failure = failureOf(error)
    if (code === 'BUNDLE_END' || code === 'ERROR') await result?.close()
    if (code === 'END' || code === 'ERROR') outcomes.push(failure ?? madeInto(root, warnings))
  })
  return {
    next: outcomes.next,
    async close() {
      await watcher.close()
    },
  }
}

/** Rollup has no working directory of its own; its plugins look for the config in the process's. */
function inFolder<T>(folder: string, run: () => T): T {
  const before = process.cwd()
  process.chdir(folder)
  try {
    return run()
  } finally {
    process.chdir(before)
  }
}
