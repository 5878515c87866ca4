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
import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Built, createContext, type PluginContext } from './context.ts'
import type { ResolvedPluginOptions } from './options.ts'
import { emitWithHost, type RollupHooks, type RollupHost, rollupHooks } from './rollup_family.ts'

/** What is used of Vite's resolved config. */
interface ViteConfig {
  root: string
  base: string
  command: 'build' | 'serve'
  mode: string
  cacheDir: string
}

interface ViteEnvironment {
  config: { consumer: 'client' | 'server'; build: { emitAssets: boolean; lib?: unknown } }
}

interface ViteServer {
  middlewares: {
    use(handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): unknown
  }
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

interface Assets {
  /** Reference → bytes. */
  references: Map<string, Uint8Array>
  /** To be emitted at the very end. */
  late: { fileName: string; source: Uint8Array }[]
}

export interface ViteHooks extends RollupHooks {
  configResolved: (config: ViteConfig) => void
  configureServer: (server: ViteServer) => void
  resolveFileUrl: (this: ViteHost, url: FileUrl) => string | null
  generateBundle: { order: 'post'; handler: (this: ViteHost) => void }
  onLog: (this: unknown, level: string, log: { code?: string; message: string }) => false | undefined
}

const SERVED = '@bpf-linker/'

export function viteHooks(options: ResolvedPluginOptions): ViteHooks {
  let context: PluginContext
  let config: ViteConfig
  /** Per environment: client and server may be built by one plugin. */
  const assets = new WeakMap<ViteEnvironment, Assets>()
  /** Names of assets that were put back. */
  const restored = new Set<string>()
  /** By address below `base`. Only the newest of each object: pages reload when one changes. */
  const served = new Map<string, { address: string; bytes: Uint8Array }>()

  const hooks = rollupHooks(
    () => context,
    (host, built) => {
      const { environment } = host as ViteHost
      if (config.command === 'build') return emitWithHost(tracking(host as ViteHost), built)
      return environment.config.consumer === 'server' ? writeToCache(built) : serve(built)
    },
  )

  function assetsOf({ environment }: ViteHost): Assets {
    const known = assets.get(environment) ?? { references: new Map(), late: [] }
    assets.set(environment, known)
    return known
  }

  /** The host, remembering which assets are ours. */
  function tracking(host: ViteHost): RollupHost {
    const ours = assetsOf(host)
    return {
      addWatchFile: (id) => host.addWatchFile(id),
      warn: (message) => host.warn(message),
      error: (message) => host.error(message),
      emitFile(file) {
        // Nobody needs its reference, so it need not exist before Vite has deleted what there is.
        if (file.fileName !== undefined && deletesAssets(host)) {
          ours.late.push({ fileName: file.fileName, source: file.source })
          return ''
        }
        const reference = host.emitFile(file)
        ours.references.set(reference, file.source)
        return reference
      },
    }
  }

  function serve(built: Built): string {
    const address = `${SERVED}${fingerprint(built.bytes)}/${built.fileName}`
    served.set(built.id, { address, bytes: built.bytes })
    return JSON.stringify(config.base + address)
  }

  async function writeToCache({ fileName, bytes }: Built): Promise<string> {
    const directory = path.join(config.cacheDir, 'bpf-linker', fingerprint(bytes))
    const file = path.join(directory, fileName)
    await mkdir(directory, { recursive: true })
    await writeFile(`${file}.${process.pid}`, bytes)
    await rename(`${file}.${process.pid}`, file)
    return JSON.stringify(pathToFileURL(file).href)
  }

  return {
    ...hooks,
    configResolved(resolved) {
      config = resolved
      const { root, command, mode } = resolved
      context = createContext(options, { root, command, mode })
    },
    buildStart: {
      order: 'pre',
      handler() {
        // A dev server has no assets but those that are asked for.
        if (config.command !== 'build') return
        assets.delete((this as ViteHost).environment)
        hooks.buildStart.handler.call(this)
      },
    },
    async buildEnd(error) {
      if (config.command === 'build') await hooks.buildEnd.call(tracking(this as ViteHost), error)
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const found = [...served.values()].find(({ address }) => request.url?.split('?')[0] === config.base + address)
        if (found === undefined) return next()
        response.setHeader('Content-Type', 'application/octet-stream')
        response.setHeader('Cache-Control', 'no-cache')
        response.end(found.bytes)
      })
    },
    resolveFileUrl({ referenceId, relativePath, format }) {
      const { consumer, build } = this.environment.config
      if (!assetsOf(this).references.has(referenceId)) return null
      if (consumer === 'client' && !build.lib) return null
      return fileUrl(relativePath, format)
    },
    generateBundle: {
      order: 'post',
      handler() {
        const { references, late } = assetsOf(this)
        if (!deletesAssets(this)) return
        for (const [reference, source] of references) {
          const fileName = this.getFileName(reference)
          restored.add(fileName)
          this.emitFile({ type: 'asset', fileName, source })
        }
        for (const asset of late) this.emitFile({ type: 'asset', ...asset })
      },
    },
    onLog(_level, { code, message }) {
      // The name that is taken is that of the asset which Vite has deleted.
      if (code !== 'FILE_NAME_CONFLICT') return undefined
      return [...restored].some((fileName) => message.includes(fileName)) ? false : undefined
    },
  }
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

function fingerprint(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}
