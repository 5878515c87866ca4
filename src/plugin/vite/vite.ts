import { createUnplugin } from 'unplugin'
import type { Plugin } from 'vite'
import type { PluginOptions } from '../../settings/plugin_options.generated.ts'
import type { PluginApi } from '../api.ts'
import { pluginOf } from '../factory.ts'
import { viteHooks } from './hooks.ts'

/** The plugin for Vite. */
const bpfLinker: (options?: PluginOptions) => Plugin<PluginApi> & { api: PluginApi } = pluginOf(
  (factory) => createUnplugin(factory).vite,
  viteHooks,
)

export type { PluginApi, PluginOptions }
// The second name is what `require()` gives.
export { bpfLinker as default, bpfLinker as 'module.exports' }
