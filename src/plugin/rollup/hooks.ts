/**
 * Rollup, Rolldown and Vite: one set of hooks. What only Vite needs is in vite/hooks.ts.
 *
 * Imported sources keep their path as the module's id, so that the hosts map files to modules by themselves; config
 * objects get `\0virtual:bpf-linker/…`.
 */
import { createRequire } from 'node:module'
import type { PluginContext } from '../context.ts'
import { type Addresses, type EmitAddress, FOR_BROWSERS, type MadeModule, makeModule, noFilesError } from '../forms.ts'
import type { Built, Failed } from '../outcome.ts'
import type { Attributes } from '../query.ts'
import { MAYBE_OURS, parseRequest, splitQuery, VIRTUAL_PREFIX } from '../request.ts'
import { errorToRollupMessage, type RollupMessage, warningToRollupMessage } from './messages.ts'

/** What the hooks use of a plugin context; all three hosts have it. */
export interface RollupHost {
  addWatchFile(id: string): void
  emitFile(file: { type: 'asset'; name?: string; fileName?: string; source: Uint8Array }): string
  getModuleInfo(id: string): object | null
  getModuleIds(): IterableIterator<string>
  debug(message: string): void
  info(message: string): void
  warn(message: RollupMessage): void
  error(message: RollupMessage): never
}

interface Resolution {
  id: string
  external: boolean | 'absolute' | 'relative'
}

export interface ResolvingHost extends RollupHost {
  resolve(id: string, importer: string | undefined, options: { skipSelf: boolean }): Promise<Resolution | null>
}

export interface LoadedModule {
  code: string
  map: { mappings: '' }
  moduleSideEffects: false
  /** Rolldown reads the file's extension otherwise. */
  moduleType: 'js'
}

/** A hook with a filter; `this` is what the hook needs of the host. */
interface FilteredHook<F, H> {
  filter: { id: F }
  handler: H
}

export interface RollupHooks {
  buildStart: { order: 'pre'; handler: (this: RollupHost) => void }
  resolveId: FilteredHook<RegExp, (this: ResolvingHost, id: string, importer?: string) => Promise<string | null>>
  load: FilteredHook<RegExp, (this: RollupHost, id: string) => Promise<LoadedModule | null>>
  buildEnd: (this: RollupHost, error?: Error) => Promise<void>
  renderStart: (this: RollupHost, output: { format: string }) => void
  watchChange: (this: RollupHost, id: string) => void
}

/** What modules of ours import. */
const RUNTIME = 'bpf-linker/runtime'

/** Where Rollup, which finds no packages, finds it, and what leaves packages out of a bundle by itself. */
function runtimeFor(resolved: Resolution | null, always: boolean): string | null {
  const isInside = resolved !== null && (resolved.external === false || !always)
  return isInside ? null : createRequire(import.meta.url).resolve(RUNTIME)
}

/** Formats whose files know where they are, in Node. */
const FORMATS_OF_FILES: ReadonlySet<string> = new Set(['es', 'cjs'])

/** The expression that all three hosts replace with an asset's address, as their options want it. */
export function emitWithHost(host: RollupHost): EmitAddress {
  return ({ fileName, bytes }) =>
    `import.meta.ROLLUP_FILE_URL_${host.emitFile({ type: 'asset', name: fileName, source: bytes })}`
}

/** What the three hosts do in ways of their own. */
export interface HostWays {
  /** Of the build, or the environment, that the host works for. */
  contextOf(host: RollupHost): PluginContext
  addressesOf(host: RollupHost): Addresses
  attributesOf(host: RollupHost, id: string): Attributes | undefined
  /**
   * The runtime is put into bundles even where the host says that it is external: Vite leaves every package out of a
   * server's bundle, and one that only builds is not installed where that runs.
   */
  bundlesRuntime?(host: RollupHost): boolean
  /** Of a warning it shows nothing else. */
  messageOnly?(): boolean
  /** Tells of the objects of a build, when all are known. */
  report?(host: RollupHost, context: PluginContext): Promise<void>
}

export function rollupHooks({
  contextOf,
  addressesOf,
  attributesOf,
  bundlesRuntime = () => false,
  messageOnly = () => false,
  report,
}: HostWays): RollupHooks {
  return {
    buildStart: {
      order: 'pre',
      handler() {
        contextOf(this).restart()
        contextOf(this).prepare()
      },
    },
    resolveId: {
      filter: { id: new RegExp(`${MAYBE_OURS.source}|^${RUNTIME}$`) },
      async handler(id, importer) {
        if (id === RUNTIME)
          return runtimeFor(await this.resolve(id, importer, { skipSelf: true }), bundlesRuntime(this))
        if (id.startsWith(VIRTUAL_PREFIX)) return `\0${id}`
        const { path, query } = splitQuery(id)
        // Without a query the host finds it: relative, aliased, in a package.
        if (query === '' || !MAYBE_OURS.test(id)) return null
        const resolved = await this.resolve(path, importer, { skipSelf: true })
        if (resolved === null || resolved.external !== false) return null
        return contextOf(this).options.isSource(resolved.id) ? resolved.id + query : null
      },
    },
    load: {
      filter: { id: MAYBE_OURS },
      async handler(id) {
        const context = contextOf(this)
        const request = parseRequest(id, context.options.isSource, attributesOf(this, id))
        if (request === undefined) return null
        const { code } = succeed(this, context, await makeModule(context, request, addressesOf(this)), messageOnly())
        // An empty map: there is no position in these modules that a debugger could show.
        return { code, map: { mappings: '' }, moduleSideEffects: false, moduleType: 'js' }
      },
    },
    async buildEnd(error) {
      if (error !== undefined) return
      const context = contextOf(this)
      for (const outcome of await context.emitted()) {
        const { fileName, bytes } = succeed(this, context, outcome, messageOnly())
        this.emitFile({ type: 'asset', fileName: context.options.assetsDir + fileName, source: bytes })
      }
      await report?.(this, context)
    },
    renderStart({ format }) {
      if (FORMATS_OF_FILES.has(format)) return
      const { options, place } = contextOf(this)
      for (const id of this.getModuleIds()) {
        const request = parseRequest(id, options.isSource)
        if (request === undefined || 'error' in request || request.kind === 'manifest' || request.form !== 'path')
          continue
        this.error(errorToRollupMessage(noFilesError(request, FOR_BROWSERS), place.root))
      }
    },
    watchChange(id) {
      contextOf(this).changed(id)
    },
  }
}

/**
 * Reports warnings, or the error: these hosts throw it. Watches first, since after an error the hosts watch nothing
 * that is named later, and the mending of a header would go unnoticed.
 */
function succeed<T extends Built | MadeModule>(
  host: RollupHost,
  context: PluginContext,
  outcome: T | Failed,
  messageOnly: boolean,
): T {
  const { root } = context.place
  for (const file of outcome.dependencies) host.addWatchFile(file)
  if (outcome.error !== undefined) return host.error(errorToRollupMessage(outcome.error, root))
  for (const warning of context.news(outcome.warnings)) host.warn(warningToRollupMessage(warning, root, messageOnly))
  return outcome
}

/** Those of the first import of the module. Rolldown drops them. */
export function attributesOf(host: RollupHost, id: string): Attributes | undefined {
  const info: { attributes?: Attributes } | null = host.getModuleInfo(id)
  return info?.attributes
}
