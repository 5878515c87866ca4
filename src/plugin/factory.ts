/** What the plugins of all bundlers have in common; each entry brings the hooks of its own. */
import type { UnpluginContextMeta, UnpluginFactory, UnpluginOptions } from 'unplugin'
import type { PluginOptions } from '../settings/plugin_options.generated.ts'
import { type ApiHub, createApiHub, type PluginApi } from './api.ts'
import { createLinks, type LinksFor } from './links.ts'
import { type ResolvedPluginOptions, resolveOptions } from './options.ts'

/** The hooks of one bundler. Run again whenever the bundler sets the plugin up anew. */
export type HostHooks = (
  setting: { linksFor: LinksFor; options: ResolvedPluginOptions },
  meta: UnpluginContextMeta,
) => Omit<UnpluginOptions, 'name'>

type Factory = UnpluginFactory<PluginOptions | undefined, false>

/** The plugin of a bundler, with its {@link PluginApi}: some bundlers run the factory later than they make the plugin. */
export function pluginOf<P extends object>(
  make: (factory: Factory) => (options?: PluginOptions) => P | P[],
  hooks: HostHooks,
): (options?: PluginOptions) => P & { api: PluginApi } {
  return (options) => {
    const hub = createApiHub()
    const plugin = make(factoryFor(hub, hooks))(options)
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
  ({ attach }: ApiHub, hooks: HostHooks): Factory =>
  (userOptions, meta) => {
    const options = resolveOptions(userOptions)
    const linksFor: LinksFor = (place) => {
      const links = createLinks(options, place)
      attach(links)
      return links
    }
    return { name: 'bpf-linker', ...hooks({ linksFor, options }, meta) }
  }
