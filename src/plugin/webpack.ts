import { createUnplugin } from 'unplugin'
import type { WebpackPluginInstance } from 'webpack'
import { factory } from './factory.ts'
import type { PluginOptions } from './options.ts'

/** The plugin for webpack. */
const bpfLinker: (options?: PluginOptions) => WebpackPluginInstance = createUnplugin(factory).webpack

export type { PluginOptions }
// The second name is what `require()` gives.
export { bpfLinker as default, bpfLinker as 'module.exports' }
