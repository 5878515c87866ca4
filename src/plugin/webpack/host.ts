/** The parts of webpack and Rspack that the hooks use, and how unplugin hands them over. */
import type { Compilation as RspackCompilation, Compiler as RspackCompiler } from '@rspack/core'
import type { NativeBuildContext, UnpluginBuildContext, UnpluginContextMeta } from 'unplugin'
import type { Compilation as WebpackCompilation, Compiler as WebpackCompiler } from 'webpack'

export type Compiler = WebpackCompiler | RspackCompiler
export type Compilation = WebpackCompilation | RspackCompilation

export type NativeContext = Extract<NativeBuildContext, { framework: 'webpack' | 'rspack' }>

export function nativeContext(host: UnpluginBuildContext): NativeContext {
  const native = host.getNativeBuildContext?.()
  if (native?.framework === 'webpack' || native?.framework === 'rspack') return native
  throw new TypeError(`unplugin hands over the context of ${native?.framework}, where webpack's was expected`)
}

export function compilerOf(meta: UnpluginContextMeta): Compiler {
  if (meta.framework === 'webpack') return meta.webpack.compiler
  if (meta.framework === 'rspack') return meta.rspack.compiler
  throw new TypeError(`unplugin hands over the context of ${meta.framework}, where webpack's was expected`)
}
