import { createUnplugin } from 'unplugin'
import type { WebpackPluginInstance } from 'webpack'
import type { PluginOptions } from '../../settings/plugin_options.generated.ts'
import type { PluginApi } from '../api.ts'
import { pluginOf } from '../factory.ts'
import { webpackHooks } from './hooks.ts'

/** The plugin for webpack. */
const bpfLinker: (options?: PluginOptions) => WebpackPluginInstance & { api: PluginApi } = pluginOf(
  (factory) => createUnplugin(factory).webpack,
  webpackHooks,
)

export type { PluginApi, PluginOptions }
// The second name is what `require()` gives.
export { bpfLinker as default, bpfLinker as 'module.exports' }
