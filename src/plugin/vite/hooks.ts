/**
 * What Vite needs besides the hooks of the Rollup family: its root, and addresses for `?url`.
 *
 *                    client                         server (SSR, workers of Node)
 *     dev            served by a middleware         a file below Vite's cache folder, as a `file:` address
 *     build          Vite's own (`base`, …)         relative to the bundle's file, as a `file:` address
 *     library        relative to the bundle's file
 *
 * Vite deletes all assets of a server build (`build.emitAssets` is false there, since a client build usually emits
 * the same ones). BPF objects are loaded by server code: ours are put back.
 */
import path from 'node:path'
import { createContext, type PluginContext } from '../context.ts'
import type { HostHooks } from '../factory.ts'
import { type Addresses, FOR_BROWSERS } from '../forms.ts'
import type { Links, LinksFor } from '../links.ts'
import type { Built } from '../outcome.ts'
import { emitWithHost, type RollupHooks, type RollupHost, rollupHooks } from '../rollup/hooks.ts'
import { summaryLines } from '../summary.ts'
import { createServedObjects, type ServedObjects, writeToCache } from './assets.ts'

/** What is used of Vite's resolved config. */
interface ViteConfig {
  root: string
  base: string
  command: 'build' | 'serve'
  mode: string
  cacheDir: string
  logger: { info(message: string): void }
}

interface ViteEnvironment {
  config: {
    consumer: 'client' | 'server'
    build: { emitAssets: boolean; reportCompressedSize: boolean; lib?: unknown }
  }
}

interface ViteServer {
  middlewares: { use(handler: ServedObjects['middleware']): unknown }
}

interface ViteHost extends RollupHost {
  environment: ViteEnvironment
  getFileName(reference: string): string
}

interface FileUrl {
  referenceId: string
  relativePath: string
  format: string
}

/** Of one environment: client and server may be built by one plugin. */
interface State {
  context: PluginContext
  /** Our assets: reference → bytes. */
  references: Map<string, Uint8Array>
  /** To be emitted at the very end. */
  late: { fileName: string; source: Uint8Array }[]
}

interface ViteHooks extends RollupHooks {
  configResolved: (config: ViteConfig) => void
  configureServer: (server: ViteServer) => void
  resolveFileUrl: (this: ViteHost, url: FileUrl) => string | null
  generateBundle: { order: 'post'; handler: (this: ViteHost) => void }
  closeBundle: { order: 'post'; handler: (this: ViteHost) => Promise<void> }
  onLog: (this: unknown, level: string, log: { code?: string; message: string }) => false | undefined
}

export const viteHooks: HostHooks = ({ linksFor }) => ({ enforce: 'pre', vite: hooksFor(linksFor) })

function hooksFor(linksFor: LinksFor): ViteHooks {
  let config: ViteConfig
  let links: Links | undefined
  const states = new WeakMap<ViteEnvironment, State>()
  const served = createServedObjects()
  /** Names of assets that were put back. */
  const restored = new Set<string>()

  function linksOf(): Links {
    if (links === undefined) throw new TypeError('Vite runs hooks before it has resolved its config')
    return links
  }

  function stateOf(host: RollupHost): State {
    const { environment } = host as ViteHost
    const known = states.get(environment) ?? {
      context: createContext(linksOf()),
      references: new Map(),
      late: [],
    }
    states.set(environment, known)
    return known
  }

  function addressesOf(host: RollupHost): Addresses {
    const { consumer, build } = (host as ViteHost).environment.config
    if (config.command === 'build') {
      const emit = emitWithHost(tracking(host as ViteHost))
      return { url: emit, path: isRelative(consumer, build.lib) ? emit : FOR_BROWSERS }
    }
    const cached = async (built: Built) => JSON.stringify(await writeToCache(built, config.cacheDir))
    return consumer === 'server'
      ? { url: cached, path: cached }
      : { url: (built) => JSON.stringify(served.serve(built, config.base)), path: FOR_BROWSERS }
  }

  /** The host, remembering which assets are ours. */
  function tracking(host: ViteHost): RollupHost {
    const state = stateOf(host)
    return {
      environment: host.environment,
      addWatchFile: (id) => host.addWatchFile(id),
      getModuleInfo: (id) => host.getModuleInfo(id),
      getModuleIds: () => host.getModuleIds(),
      debug: (message) => host.debug(message),
      info: (message) => host.info(message),
      warn: (message) => host.warn(message),
      error: (message) => host.error(message),
      emitFile(file) {
        // Nobody needs its reference, so it need not exist before Vite has deleted what there is.
        if (file.fileName !== undefined && deletesAssets(host)) {
          state.late.push({ fileName: file.fileName, source: file.source })
          return ''
        }
        const reference = host.emitFile(file)
        state.references.set(reference, file.source)
        return reference
      },
    } as RollupHost
  }

  const hooks = rollupHooks({
    contextOf: (host) => stateOf(host).context,
    addressesOf,
    bundlesRuntime: (host) => config.command === 'build' && (host as ViteHost).environment.config.consumer === 'server',
    // The dev server shows all of a warning, a build its message.
    messageOnly: () => config.command === 'build',
    // Vite hands none on, and the module info of a dev server throws when it is asked for them.
    attributesOf: () => undefined,
  })
  return {
    ...hooks,
    configResolved(resolved) {
      config = resolved
      const { root, command, mode, cacheDir } = resolved
      // Vite resolves its config anew for each environment that it builds.
      if (links?.place.root === root && links.place.command === command && links.place.mode === mode) return
      links = linksFor({ root, command, mode, cacheFolder: cacheFolderIn(cacheDir) })
    },
    buildStart: {
      order: 'pre',
      handler() {
        // A dev server has no assets but those that are asked for.
        if (config.command !== 'build') return
        const { references, late } = stateOf(this)
        references.clear()
        late.length = 0
        hooks.buildStart.handler.call(this)
      },
    },
    async buildEnd(error) {
      if (config.command === 'build') await hooks.buildEnd.call(tracking(this as ViteHost), error)
    },
    configureServer(server) {
      server.middlewares.use(served.middleware)
    },
    resolveFileUrl({ referenceId, relativePath, format }) {
      const { consumer, build } = this.environment.config
      if (!stateOf(this).references.has(referenceId)) return null
      return isRelative(consumer, build.lib) ? fileUrl(relativePath, format) : null
    },
    generateBundle: {
      order: 'post',
      handler() {
        if (!deletesAssets(this)) return
        const { references, late } = stateOf(this)
        for (const [reference, source] of references) {
          const fileName = this.getFileName(reference)
          restored.add(fileName)
          this.emitFile({ type: 'asset', fileName, source })
        }
        for (const asset of late) this.emitFile({ type: 'asset', ...asset })
      },
    },
    // Under the list of Vite's own files.
    closeBundle: {
      order: 'post',
      async handler() {
        if (config.command !== 'build') return
        const { reportCompressedSize } = this.environment.config.build
        const lines = await summaryLines(await stateOf(this).context.linked(), reportCompressedSize)
        for (const line of lines) config.logger.info(line)
      },
    },
    onLog(_level, { code, message }) {
      // The name that is taken is that of the asset which Vite has deleted.
      if (code !== 'FILE_NAME_CONFLICT') return undefined
      return [...restored].some((fileName) => message.includes(fileName)) ? false : undefined
    },
  }
}

/** Code that runs beside its assets, as server code and libraries do. */
function isRelative(consumer: 'client' | 'server', lib: unknown): boolean {
  return consumer === 'server' || Boolean(lib)
}

function deletesAssets({ environment }: ViteHost): boolean {
  return !environment.config.build.emitAssets
}

/** Null: a format whose files do not know where they are. */
function fileUrl(relativePath: string, format: string): string | null {
  const text = JSON.stringify(relativePath)
  if (format === 'es' || format === 'esm' || format === 'module') return `new URL(${text}, import.meta.url).href`
  if (format === 'cjs' || format === 'commonjs') {
    return `new URL(${text}, require("node:url").pathToFileURL(__filename)).href`
  }
  return null
}

/** Where Vite's own cache was moved to, ours goes along; else it is where the command line has it. */
function cacheFolderIn(cacheDir: string): string | undefined {
  return cacheDir.replaceAll('\\', '/').endsWith('/node_modules/.vite') ? undefined : path.join(cacheDir, 'bpf-linker')
}
