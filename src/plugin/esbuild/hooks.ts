/**
 * esbuild, by its own means: the `file` loader, so that hashes, `publicPath`, the metafile and `write: false` are
 * esbuild's work, and its messages with the text of the line.
 *
 *     ./x.bpf.c                  namespace `file`              js
 *     ./x.bpf.c?url              bpf-linker:/…/x.bpf.o         file     (the asset's extension is that of this path)
 *     ./x.bpf.c?meta             bpf-linker-module:/…/x.bpf.c?meta    js
 *     virtual:bpf-linker/x       bpf-linker-module:virtual:…   js
 *     virtual:bpf-linker/x?url   bpf-linker:/…/x.bpf.o         file
 *
 * The `binary` loader will not do: for the default target it makes `Uint8Array.fromBase64`, which Node has since 25.
 */
import path from 'node:path'
import type { BuildResult, OnLoadResult, OnResolveArgs, OnResolveResult, PluginBuild } from 'esbuild'
import { createContext, type PluginContext } from '../context.ts'
import type { HostHooks } from '../factory.ts'
import { type Addresses, type MadeModule, makeModule } from '../forms.ts'
import { errorNews, errorsOf } from '../link_errors.ts'
import type { LinksFor } from '../links.ts'
import type { ResolvedPluginOptions } from '../options.ts'
import type { Built, Failed } from '../outcome.ts'
import { type InvalidRequest, type ObjectRequest, parseRequest, type Request, splitQuery } from '../request.ts'
import { addressesOf, addressImport, assetName, assetPath, emitAsset } from './assets.ts'
import { toEsbuildMessage } from './messages.ts'

const ASSETS = 'bpf-linker'
const MODULES = 'bpf-linker-module'

/** What `onResolve` hands to `onLoad`. */
interface PluginData<R extends Request = Request> {
  request: R
}

/** One set-up of the plugin. */
interface Setup {
  build: PluginBuild
  context: PluginContext
  addresses: Addresses
  options: ResolvedPluginOptions
  root: string
}

export const esbuildHooks: HostHooks = ({ linksFor, options }) => ({ esbuild: { setup: setupOf(linksFor, options) } })

function setupOf(linksFor: LinksFor, options: ResolvedPluginOptions): (build: PluginBuild) => void {
  return (build) => {
    const { initialOptions } = build
    const root = initialOptions.absWorkingDir ?? process.cwd()
    const place = { root, command: 'build', mode: process.env.NODE_ENV ?? 'production' } as const
    const context = createContext(linksFor(place))
    const setup = { build, context, addresses: addressesOf(initialOptions), options, root }

    build.onStart(() => {
      context.restart()
      context.prepare()
    })
    build.onResolve({ filter: /^virtual:bpf-linker\// }, (args) => resolveVirtual(setup, args))
    // Without a query esbuild finds the file, by its rules (aliases, packages, `tsconfig` paths).
    build.onResolve({ filter: /\.c\?/ }, (args) => resolveSource(setup, args))
    build.onLoad({ filter: /\.c$/, namespace: 'file' }, async (args) => {
      const request = parseRequest(args.path + args.suffix, options.isSource, args.with)
      return request && loaded(context, await makeModule(context, request, setup.addresses))
    })
    build.onLoad({ filter: /./, namespace: MODULES }, (args) => loadModule(setup, args.path, args.pluginData))
    build.onLoad({ filter: /./, namespace: ASSETS }, (args) => loadAsset(setup, args.pluginData))
    build.onEnd((result) => (result.errors.length > 0 ? undefined : emitObjects(setup, result)))
  }
}

function resolveVirtual(
  { context, options, root }: Setup,
  { path: specifier, with: attributes }: OnResolveArgs,
): OnResolveResult | undefined {
  const request = parseRequest(specifier, options.isSource, attributes)
  if (request === undefined) return undefined
  if ('error' in request) return failure(context, request)
  if (request.kind !== 'object' || request.form !== 'url') return resolution(MODULES, specifier, request)
  return resolution(ASSETS, path.join(root, options.assetsDir, assetName(request.name, request)), request)
}

async function resolveSource(
  { build, context, options }: Setup,
  args: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  const { path: specifier, query } = splitQuery(args.path)
  const found = await resolveFile(build, specifier, args)
  if (found.errors.length > 0) return { errors: found.errors, warnings: found.warnings }
  if (found.external || found.namespace !== 'file') return undefined
  const request = parseRequest(found.path + query, options.isSource, args.with)
  if (request === undefined) return undefined
  if ('error' in request) return failure(context, request)
  if (request.kind === 'manifest' || request.form !== 'url') return resolution(MODULES, found.path + query, request)
  return resolution(ASSETS, assetPath(found.path, request), request)
}

function resolution(namespace: string, to: string, request: Request): OnResolveResult {
  return { path: to, namespace, pluginData: { request }, sideEffects: false }
}

function resolveFile(build: PluginBuild, specifier: string, args: OnResolveArgs) {
  const { importer, resolveDir, kind, namespace } = args
  // Files of our own modules are named by absolute paths, which need no folder; esbuild asks for one.
  const folder = resolveDir === '' ? path.dirname(specifier) : resolveDir
  return build.resolve(specifier, { importer, resolveDir: folder, kind, namespace })
}

async function loadModule(
  { context, addresses, root }: Setup,
  specifier: string,
  { request }: PluginData,
): Promise<OnLoadResult> {
  const made = await makeModule(context, request, addresses)
  // Such a module is in no folder, and may import the runtime.
  if (request.form !== 'path' || made.error !== undefined) return { ...loaded(context, made), resolveDir: root }
  const code = `import address from ${JSON.stringify(addressImport(specifier))}\n${made.code}`
  return loaded(context, { ...made, code })
}

async function loadAsset({ context }: Setup, { request }: PluginData<ObjectRequest>): Promise<OnLoadResult> {
  const outcome = await context.build(request)
  if (outcome.error !== undefined) return failure(context, outcome)
  const { bytes, dependencies } = outcome
  return { contents: bytes, loader: 'file', watchFiles: dependencies, warnings: warningsOf(context, outcome) }
}

/** The objects that no import made an asset of. */
async function emitObjects({ build, context, options, root }: Setup, result: BuildResult) {
  const outcomes = await context.emitted()
  const failures = outcomes.filter((outcome) => outcome.error !== undefined)
  const built = outcomes.filter((outcome) => outcome.error === undefined)
  const errors = context.news(failures.flatMap(({ error }) => errorsOf(error)))
  if (errors.length > 0) return { errors: errors.map((error) => toEsbuildMessage(error, root)) }
  await Promise.all(built.map((object) => emitAsset(object, options.assetsDir, root, build.initialOptions, result)))
  return { warnings: built.flatMap((object) => warningsOf(context, object)) }
}

function loaded(context: PluginContext, made: MadeModule | Failed): OnLoadResult {
  if (made.error !== undefined) return failure(context, made)
  const { code, dependencies } = made
  return { contents: code, loader: 'js', watchFiles: dependencies, warnings: warningsOf(context, made) }
}

function failure(context: PluginContext, failed: Failed | InvalidRequest) {
  return {
    errors: errorNews(failed.error, context).map((error) => toEsbuildMessage(error, context.place.root)),
    watchFiles: 'dependencies' in failed ? failed.dependencies : [],
  }
}

function warningsOf(context: PluginContext, { warnings }: Built | MadeModule) {
  return context.news(warnings).map((warning) => toEsbuildMessage(warning, context.place.root))
}
