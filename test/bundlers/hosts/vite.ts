/** Vite, the newest and the oldest that the package claims: builds, and dev servers for pages and for server code. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as vite8 from 'vite'
import * as viteLowest from 'vite-lowest'
import vitePlugin from '../../../src/plugin/vite/vite.ts'
import { plain } from '../plain.mjs'
import { sha256 } from '../project.ts'
import {
  BUNDLE,
  type BuildOutcome,
  type BuildRequest,
  createOutcomes,
  type Host,
  OUT,
  type Platform,
  pluginFor,
} from './host.ts'
import { checks, failureOf, type OnLog, outcomeOf, type RollupWatcher, watching } from './rollup.ts'
import { fetchServed, runServed } from './served.ts'

type Vite = typeof vite8

/** A mode of building: what is under `build` of its config. */
type Mode = (entry: string) => vite8.BuildOptions

const output = { entryFileNames: BUNDLE }
const modes = {
  build: (entry) => ({ rolldownOptions: { input: entry, output } }),
  lib: (entry) => ({ lib: { entry, formats: ['es'], fileName: () => BUNDLE } }),
  ssr: (entry) => ({ ssr: entry, rolldownOptions: { output } }),
} satisfies Record<string, Mode>

export const viteHosts: Host[] = [
  buildHost('vite build', vite8, modes.build, 'browser'),
  buildHost('vite lib', vite8, modes.lib, 'node'),
  buildHost('vite ssr', vite8, modes.ssr, 'node'),
  devHost('vite dev client', vite8, 'browser'),
  devHost('vite dev ssr', vite8, 'node'),
]

// Its types are another version's; what is used of it is the same.
const oldest = viteLowest as unknown as Vite
export const oldViteHosts: Host[] = [
  buildHost('vite 6.4 build', oldest, modes.build, 'browser'),
  buildHost('vite 6.4 ssr', oldest, modes.ssr, 'node'),
  devHost('vite 6.4 dev client', oldest, 'browser'),
  devHost('vite 6.4 dev ssr', oldest, 'node'),
]

function buildHost(name: string, vite: Vite, mode: Mode, platform: Platform): Host {
  const run = (request: BuildRequest, onLog: OnLog, watch: { buildDelay: number } | null) => {
    const { root, entry } = request
    const { rolldownOptions, ...build } = mode(path.join(root, entry))
    const bundling =
      vite === vite8 ? { rolldownOptions: { checks, ...rolldownOptions } } : { rollupOptions: rolldownOptions }
    return vite.build({
      root,
      configFile: false,
      // Its reporter of progress goes by the level alone.
      logLevel: 'warn',
      customLogger: loggerOf(onLog),
      plugins: [pluginFor(request, vitePlugin)],
      build: { outDir: OUT, minify: false, watch, ...build, ...(bundling as object) },
    })
  }
  return {
    name,
    platforms: [platform],
    attributes: false,
    writes: true,
    build: (request) => outcomeOf(request.root, (onLog) => run(request, onLog, null)),
    async watch(request) {
      let watcher: RollupWatcher | undefined
      let log: OnLog = () => {}
      watcher = (await run(request, (text) => log(text), { buildDelay: 20 })) as RollupWatcher
      return watching(request.root, (onLog) => {
        log = onLog
        return watcher
      })
    },
  }
}

function devHost(name: string, vite: Vite, platform: Platform): Host {
  /** A server, and what it makes of the entry at the moment. */
  async function start(request: BuildRequest) {
    const { root, entry } = request
    const warnings: string[] = []
    const failures: unknown[] = []
    const server = await vite.createServer({
      root,
      base: '/app/',
      configFile: false,
      customLogger: { ...loggerOf((text) => warnings.push(text)), error: (_, more) => failures.push(more?.error) },
      server: { port: 0, host: '127.0.0.1' },
      optimizeDeps: { noDiscovery: true },
      plugins: [pluginFor(request, vitePlugin)],
    })
    await server.listen()
    async function attempt(): Promise<BuildOutcome> {
      try {
        const imported = await (platform === 'node'
          ? loadForServer(server, `/${entry}`)
          : runServed(server, `/app/${entry}`, failures))
        // Now, while the server runs.
        const value = await plain(imported)
        const hashes = await hashesOf(addressesIn(value), server)
        return {
          warnings,
          run: async () => value,
          hashAt: async (address) => hashes.get(address) ?? '',
          objects: () => new Map(),
        }
      } catch (error) {
        return failureOf(error)
      }
    }
    return { server, attempt }
  }

  return {
    name,
    platforms: [platform],
    attributes: false,
    writes: false,
    async build(request) {
      const { server, attempt } = await start(request)
      try {
        return await attempt()
      } finally {
        await server.close()
      }
    },
    async watch(request) {
      const outcomes = createOutcomes()
      const { server, attempt } = await start(request)
      outcomes.push(await attempt())
      server.watcher.on('change', async () => {
        // The plugins hear of it after the watcher's other listeners.
        await new Promise((resolve) => setTimeout(resolve, 50))
        outcomes.push(await attempt())
      })
      return { next: outcomes.next, close: () => server.close() }
    },
  }
}

async function loadForServer(server: vite8.ViteDevServer, entry: string): Promise<unknown> {
  await server.ssrLoadModule(entry)
  return (globalThis as { imported?: unknown }).imported
}

function addressesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^(?:\/app\/|file:)/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(addressesIn) : []
}

/** As a browser has them, and for addresses of files as server code has them. */
async function hashesOf(addresses: string[], server: vite8.ViteDevServer): Promise<Map<string, string>> {
  const hash = async (address: string) => {
    if (address.startsWith('file:')) return sha256(readFileSync(new URL(address)))
    return sha256((await fetchServed(server, address)).body)
  }
  return new Map(await Promise.all(addresses.map(async (address) => [address, await hash(address)] as const)))
}

function loggerOf(onLog: OnLog): vite8.Logger {
  return {
    info() {},
    warn: onLog,
    warnOnce: onLog,
    error() {},
    clearScreen() {},
    hasErrorLogged: () => false,
    hasWarned: false,
  }
}
