import type { RspackPluginInstance } from '@rspack/core'
import { createUnplugin } from 'unplugin'
import type { PluginOptions } from '../../settings/plugin_options.generated.ts'
import type { PluginApi } from '../api.ts'
import { pluginOf } from '../factory.ts'
import { webpackHooks } from './hooks.ts'

/** The plugin for Rspack. */
const bpfLinker: (options?: PluginOptions) => RspackPluginInstance & { api: PluginApi } = pluginOf(
  (factory) => createUnplugin(factory).rspack,
  webpackHooks,
)

export type { PluginApi, PluginOptions }
// The second name is what `require()` gives.
export { bpfLinker as default, bpfLinker as 'module.exports' }
