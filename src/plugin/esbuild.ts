import type { Plugin } from 'esbuild'
import { createUnplugin } from 'unplugin'
import { factory } from './factory.ts'
import type { PluginOptions } from './options.ts'

/** The plugin for esbuild. */
const bpfLinker: (options?: PluginOptions) => Plugin = createUnplugin(factory).esbuild

export type { PluginOptions }
// The second name is what `require()` gives.
export { bpfLinker as default, bpfLinker as 'module.exports' }
