import type { Plugin } from 'esbuild'
import { createUnplugin } from 'unplugin'
import type { PluginOptions } from '../../settings/plugin_options.generated.ts'
import type { PluginApi } from '../api.ts'
import { pluginOf } from '../factory.ts'
import { esbuildHooks } from './hooks.ts'

/** The plugin for esbuild. */
const bpfLinker: (options?: PluginOptions) => Plugin & { api: PluginApi } = pluginOf(
  (factory) => createUnplugin(factory).esbuild,
  esbuildHooks,
)

export type { PluginApi, PluginOptions }
// The second name is what `require()` gives.
export { bpfLinker as default, bpfLinker as 'module.exports' }
