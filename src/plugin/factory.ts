/** One factory for all bundlers: chooses the hooks that fit. The entries beside this file are its only users. */
import type { UnpluginFactory } from 'unplugin'
import type { PluginOptions } from '../settings/plugin_options.generated.ts'
import { type ApiHub, createApiHub, type PluginApi } from './api.ts'
import { createContext } from './context.ts'
import { esbuildSetup } from './esbuild/hooks.ts'
import { createLinks, type LinksFor } from './links.ts'
import { resolveOptions } from './options.ts'
import { attributesOf, emitWithHost, rollupHooks } from './rollup/hooks.ts'
import { summaryLines } from './summary.ts'
import { viteHooks } from './vite/hooks.ts'
import { webpackHooks } from './webpack/hooks.ts'

const name = 'bpf-linker'

type Factory = UnpluginFactory<PluginOptions | undefined, false>

/** The plugin of a bundler, with its {@link PluginApi}: some bundlers run the factory later than they make the plugin. */
export function pluginOf<P extends object>(
  make: (factory: Factory) => (options?: PluginOptions) => P | P[],
): (options?: PluginOptions) => P & { api: PluginApi } {
  return (options) => {
    const hub = createApiHub()
    const plugin = make(factoryFor(hub))(options)
    // esbuild refuses a plugin with keys that it does not know; it does not see this one.
    return Object.defineProperty(plugin, 'api', { value: hub.api, enumerable: !isEsbuild(plugin) }) as P & {
      api: PluginApi
    }
  }
}

function isEsbuild(plugin: object): boolean {
  return 'setup' in plugin
}

const factoryFor =
  ({ attach }: ApiHub): Factory =>
  (userOptions, meta) => {
    const options = resolveOptions(userOptions)
    const linksFor: LinksFor = (place) => {
      const links = createLinks(options, place)
      attach(links)
      return links
    }
    switch (meta.framework) {
      case 'esbuild':
        return { name, esbuild: { setup: esbuildSetup(linksFor, options) } }
      case 'webpack':
        return { name, ...webpackHooks(linksFor, options, meta.webpack.compiler) }
      case 'rspack':
        return { name, ...webpackHooks(linksFor, options, meta.rspack.compiler) }
      case 'vite':
        return { name, enforce: 'pre', vite: viteHooks(linksFor) }
      case 'rollup':
      case 'rolldown': {
        const place = { root: process.cwd(), command: 'build' as const, mode: process.env.NODE_ENV ?? 'production' }
        const context = createContext(linksFor(place))
        let level: 'info' | 'debug' = 'debug'
        const hooks = rollupHooks({
          contextOf: () => context,
          addressesOf: (host) => ({ url: emitWithHost(host), path: emitWithHost(host) }),
          attributesOf,
          messageOnly: () => meta.framework === 'rolldown',
          async report(host) {
            for (const line of await summaryLines(await context.linked())) host[level](line)
          },
        })
        // Where nobody takes logs, these two print those of level `info` on standard output.
        const reporting = {
          ...hooks,
          // A watcher always has an `onLog`, its own where it was given none.
          options(this: { meta: { watchMode: boolean } }, input: { onLog?: unknown }) {
            level = input.onLog === undefined || this.meta.watchMode ? 'debug' : 'info'
          },
        }
        return { name, rollup: reporting, rolldown: reporting }
      }
      default:
        throw new TypeError(`bpf-linker has no plugin for ${meta.framework}`)
    }
  }
