/** The environments that one plugin works for, such as client and server, each with a build of its own. */
import path from 'node:path'
import { createContext, type PluginContext } from '../context.ts'
import type { Links, LinksFor } from '../links.ts'
import type { RollupHost } from '../rollup/host.ts'
import type { ViteConfig, ViteEnvironment, ViteHost } from './host.ts'
import { createKeptAssets, type KeptAssets } from './kept_assets.ts'

export interface Environment {
  context: PluginContext
  assets: KeptAssets
}

export interface Environments {
  readonly config: ViteConfig
  /** Vite resolves its config anew for each environment that it builds. */
  setConfig(config: ViteConfig): void
  of(host: RollupHost): Environment
  /** Names of assets that Vite deleted and that were put back. */
  readonly restored: ReadonlySet<string>
}

export function createEnvironments(linksFor: LinksFor): Environments {
  let current: { config: ViteConfig; links: Links } | undefined
  const environments = new WeakMap<ViteEnvironment, Environment>()
  const restored = new Set<string>()

  function now() {
    if (current === undefined) throw new TypeError('Vite runs hooks before it has resolved its config')
    return current
  }

  return {
    restored,
    get config() {
      return now().config
    },
    setConfig(config) {
      const { root, command, mode, cacheDir } = config
      let links = current?.links
      if (links?.place.root !== root || links.place.command !== command || links.place.mode !== mode) {
        links = linksFor({ root, command, mode, cacheFolder: cacheFolderIn(cacheDir) })
      }
      current = { config, links }
    },
    of(host) {
      const { environment } = host as ViteHost
      const known = environments.get(environment)
      if (known !== undefined) return known
      const made = { context: createContext(now().links), assets: createKeptAssets(restored) }
      environments.set(environment, made)
      return made
    },
  }
}

/** If Vite's own cache was moved, ours goes along. Undefined: it is where the command line has it. */
function cacheFolderIn(cacheDir: string): string | undefined {
  return cacheDir.replaceAll('\\', '/').endsWith('/node_modules/.vite') ? undefined : path.join(cacheDir, 'bpf-linker')
}
