import { createUnplugin } from 'unplugin'
import type { Plugin } from 'vite'
import { factory } from './factory.ts'
import type { PluginOptions } from './options.ts'

/** The plugin for Vite. */
const bpfLinker: (options?: PluginOptions) => Plugin = createUnplugin(factory).vite

export type { PluginOptions }
// The second name is what `require()` gives.
export { bpfLinker as default, bpfLinker as 'module.exports' }
