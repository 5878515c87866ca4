/**
 * webpack and Rspack: the loader that unplugin adds makes the modules; the compiler's own hooks do the rest.
 *
 * A module with a message is not cached: it has the message again in the next build.
 */
import type { UnpluginBuildContext, UnpluginContext } from 'unplugin'
import type { Diagnostic } from '../../errors.ts'
import { failedModule } from '../code.ts'
import { createContext, type PluginContext } from '../context.ts'
import type { HostHooks } from '../factory.ts'
import { makeModule } from '../forms.ts'
import { errorNews } from '../link_errors.ts'
import { type InvalidRequest, MAYBE_OURS, parseRequest, type Request } from '../request.ts'
import { summaryLines } from '../summary.ts'
import { addressesOf, emitObjects } from './assets.ts'
import { compilerOf, type NativeContext, nativeContext } from './host.ts'
import { report } from './messages.ts'
import { handAttributesOn, importOf, redirectVirtual } from './specifiers.ts'

export const webpackHooks: HostHooks = ({ linksFor, options }, meta) => {
  const compiler = compilerOf(meta)
  const mode = compiler.options.mode ?? 'production'
  const context = createContext(linksFor({ root: compiler.context, command: 'build', mode }))
  redirectVirtual(compiler)
  handAttributesOn(compiler)
  return {
    buildStart() {
      context.restart()
      context.prepare()
    },
    load: {
      // Neither bundler has the query here.
      filter: { id: [MAYBE_OURS, /\/plugin\/webpack\/virtual\.[jt]s$/] },
      async handler(id) {
        const { specifier, attributes } = importOf(id)
        const request = parseRequest(specifier, options.isSource, attributes)
        if (request === undefined) return null
        return { code: await moduleFor(this, request, context), map: null }
      },
    },
    async buildEnd() {
      const { compilation } = nativeContext(this)
      if (compilation === undefined) return
      await emitObjects(compiler, compilation, context)
      const logger = compilation.getLogger('bpf-linker')
      for (const line of await summaryLines(await context.linked())) logger.info(line)
    },
  }
}

async function moduleFor(
  host: UnpluginBuildContext & UnpluginContext,
  request: Request | InvalidRequest,
  context: PluginContext,
): Promise<string> {
  const { root } = context.place
  const native = nativeContext(host)
  const made = await makeModule(context, request, addressesOf(native, root))
  for (const file of made.dependencies) host.addWatchFile(file)
  if (made.error !== undefined) {
    const { error } = made
    reportInModule(native, errorNews(error, context), root)
    // The module must stand for the failure.
    return failedModule(error.message)
  }
  // What the cache of the bundler has of the module no longer holds when one of these appears.
  for (const file of made.absent) native.loaderContext?.addMissingDependency(file)
  reportInModule(native, context.news(made.warnings), root)
  return made.code
}

function reportInModule({ compilation, loaderContext }: NativeContext, diagnostics: Diagnostic[], root: string): void {
  if (diagnostics.length === 0) return
  if (compilation === undefined || loaderContext === undefined) throw new TypeError('unplugin loads without a loader')
  loaderContext.cacheable(false)
  report(compilation, diagnostics, root, { module: loaderContext._module, resource: loaderContext.resourcePath })
}
