/** One factory for all bundlers: chooses the hooks that fit. The entries beside this file are its only users. */
import type { UnpluginFactory } from 'unplugin'
import { createContext } from './context.ts'
import { esbuildSetup } from './esbuild_host.ts'
import { createLinks } from './links.ts'
import { type PluginOptions, resolveOptions } from './options.ts'
import { attributesOf, emitWithHost, rollupHooks } from './rollup_family.ts'
import { summaryLines } from './summary.ts'
import { viteHooks } from './vite_host.ts'
import { webpackHooks } from './webpack_family.ts'

const name = 'bpf-linker'

export const factory: UnpluginFactory<PluginOptions | undefined, false> = (userOptions, meta) => {
  const options = resolveOptions(userOptions)
  switch (meta.framework) {
    case 'esbuild':
      return { name, esbuild: { setup: esbuildSetup(options) } }
    case 'webpack':
      return { name, ...webpackHooks(options, meta.webpack.compiler) }
    case 'rspack':
      return { name, ...webpackHooks(options, meta.rspack.compiler) }
    case 'vite':
      return { name, enforce: 'pre', vite: viteHooks(options) }
    case 'rollup':
    case 'rolldown': {
      const place = { root: process.cwd(), command: 'build' as const, mode: process.env.NODE_ENV ?? 'production' }
      const context = createContext(createLinks(options, place))
      let level: 'info' | 'debug' = 'debug'
      const hooks = rollupHooks({
        contextOf: () => context,
        addressesOf: (host) => ({ url: emitWithHost(host), path: emitWithHost(host) }),
        attributesOf,
        messageOnly: () => meta.framework === 'rolldown',
        async report(host) {
          for (const line of await summaryLines(await context.linked())) host[level](line)
        },
      })
      // Where nobody takes logs, these two print those of level `info` on standard output.
      const reporting = {
        ...hooks,
        options(input: { onLog?: unknown }) {
          level = input.onLog === undefined ? 'debug' : 'info'
        },
      }
      return { name, rollup: reporting, rolldown: reporting }
    }
    default:
      throw new TypeError(`bpf-linker has no plugin for ${meta.framework}`)
  }
}
