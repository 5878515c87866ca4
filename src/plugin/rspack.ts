import type { RspackPluginInstance } from '@rspack/core'
import { createUnplugin } from 'unplugin'
import { factory } from './factory.ts'
import type { PluginOptions } from './options.ts'

/** The plugin for Rspack. */
const bpfLinker: (options?: PluginOptions) => RspackPluginInstance = createUnplugin(factory).rspack

export type { PluginOptions }
// The second name is what `require()` gives.
export { bpfLinker as default, bpfLinker as 'module.exports' }
