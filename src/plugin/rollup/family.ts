/**
 * Rollup, Rolldown and Vite: one set of hooks. What only Vite needs is in vite/hooks.ts, what the other two need in
 * hooks.ts.
 *
 * Imported sources keep their path as the module's id, so that the hosts map files to modules by themselves; config
 * objects get `\0virtual:bpf-linker/…`.
 */
import { createRequire } from 'node:module'
import type { PluginContext } from '../context.ts'
import { type Addresses, type MadeModule, makeModule } from '../forms.ts'
import type { Built, Failed } from '../outcome.ts'
import type { Attributes } from '../query.ts'
import { MAYBE_OURS, parseRequest, splitQuery, VIRTUAL_PREFIX } from '../request.ts'
import { checkFormat } from './assets.ts'
import type { LoadedModule, Resolution, ResolvingHost, RollupHooks, RollupHost } from './host.ts'
import { errorToRollupMessage, warningToRollupMessage } from './messages.ts'

/** What the three hosts do in ways of their own. */
export interface HostWays {
  /** The context of the build, or of the environment, that the host works for. */
  contextOf(host: RollupHost): PluginContext
  addressesOf(host: RollupHost): Addresses
  attributesOf(host: RollupHost, id: string): Attributes | undefined
  /**
   * The runtime is put into bundles even where the host says that it is external: Vite leaves every package out of a
   * server's bundle, and one that only builds is not installed where that runs.
   */
  bundlesRuntime?(host: RollupHost): boolean
  /** The host shows nothing of a warning but its message. */
  messageOnly?(): boolean
  /** Tells of the objects of a build, when all are known. */
  report?(host: RollupHost, context: PluginContext): Promise<void>
}

/** What modules of ours import. */
const RUNTIME = 'bpf-linker/runtime'

export function familyHooks(ways: HostWays): RollupHooks {
  const { contextOf } = ways
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
      handler(id, importer) {
        return resolve(this, ways, id, importer)
      },
    },
    load: {
      filter: { id: MAYBE_OURS },
      handler(id) {
        return load(this, ways, id)
      },
    },
    async buildEnd(error) {
      if (error === undefined) await emitObjects(this, ways)
    },
    renderStart({ format }) {
      checkFormat(this, contextOf(this), format)
    },
    watchChange(id) {
      contextOf(this).changed(id)
    },
  }
}

async function resolve(
  host: ResolvingHost,
  { contextOf, bundlesRuntime }: HostWays,
  id: string,
  importer: string | undefined,
): Promise<string | null> {
  if (id === RUNTIME) {
    const found = await host.resolve(id, importer, { skipSelf: true })
    return runtimeFor(found, bundlesRuntime?.(host) ?? false)
  }
  if (id.startsWith(VIRTUAL_PREFIX)) return `\0${id}`
  const { path, query } = splitQuery(id)
  // Without a query the host finds it: relative, aliased, in a package.
  if (query === '' || !MAYBE_OURS.test(id)) return null
  const resolved = await host.resolve(path, importer, { skipSelf: true })
  if (resolved === null || resolved.external !== false) return null
  return contextOf(host).options.isSource(resolved.id) ? resolved.id + query : null
}

/** Where Rollup, which finds no packages, finds it, and what leaves packages out of a bundle by itself. */
function runtimeFor(resolved: Resolution | null, always: boolean): string | null {
  const isInside = resolved !== null && (resolved.external === false || !always)
  return isInside ? null : createRequire(import.meta.url).resolve(RUNTIME)
}

async function load(host: RollupHost, ways: HostWays, id: string): Promise<LoadedModule | null> {
  const context = ways.contextOf(host)
  const request = parseRequest(id, context.options.isSource, ways.attributesOf(host, id))
  if (request === undefined) return null
  const { code } = succeed(host, ways, await makeModule(context, request, ways.addressesOf(host)))
  // An empty map: there is no position in these modules that a debugger could show.
  return { code, map: { mappings: '' }, moduleSideEffects: false, moduleType: 'js' }
}

/** The objects that no import made an asset of. */
async function emitObjects(host: RollupHost, ways: HostWays): Promise<void> {
  const context = ways.contextOf(host)
  for (const outcome of await context.emitted()) {
    const { fileName, bytes } = succeed(host, ways, outcome)
    host.emitFile({ type: 'asset', fileName: context.options.assetsDir + fileName, source: bytes })
  }
  await ways.report?.(host, context)
}

/**
 * Reports warnings, or the error: these hosts throw it. Watches first, since after an error the hosts watch nothing
 * that is named later, and the mending of a header would go unnoticed.
 */
function succeed<T extends Built | MadeModule>(host: RollupHost, ways: HostWays, outcome: T | Failed): T {
  const context = ways.contextOf(host)
  const { root } = context.place
  for (const file of outcome.dependencies) host.addWatchFile(file)
  if (outcome.error !== undefined) return host.error(errorToRollupMessage(outcome.error, root))
  const messageOnly = ways.messageOnly?.() ?? false
  for (const warning of context.news(outcome.warnings)) host.warn(warningToRollupMessage(warning, root, messageOnly))
  return outcome
}
