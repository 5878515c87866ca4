import type { Plugin } from 'rollup'
import { createUnplugin } from 'unplugin'
import type { PluginOptions } from '../../settings/plugin_options.generated.ts'
import type { PluginApi } from '../api.ts'
import { pluginOf } from '../factory.ts'
import { rollupHooks } from './hooks.ts'

/** The plugin for Rollup. */
const bpfLinker: (options?: PluginOptions) => Plugin<PluginApi> & { api: PluginApi } = pluginOf(
  (factory) => createUnplugin(factory).rollup,
  rollupHooks,
)

export type { PluginApi, PluginOptions }
// The second name is what `require()` gives.
export { bpfLinker as default, bpfLinker as 'module.exports' }
