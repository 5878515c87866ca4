/**
 * webpack and Rspack: the loader that unplugin adds makes the modules; the compiler's own hooks do the rest.
 *
 * - `virtual:bpf-linker/x` becomes `virtual.js?object=x`, a real file of ours: both bundlers take `virtual:` for the
 *   scheme of a URL, and a real file needs no virtual file system.
 * - Assets of imports are emitted through the loader, which keeps them with the module: a module from the cache brings
 *   its asset along. `output.assetModuleFilename` and `publicPath` count as for the bundler's own assets.
 * - A module with a message is not cached: it has the message again in the next build.
 */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NativeBuildContext, UnpluginBuildContext, UnpluginContext, UnpluginContextMeta } from 'unplugin'
import type { Diagnostic } from '../../errors.ts'
import { failedModule } from '../code.ts'
import { createContext, type PluginContext } from '../context.ts'
import type { HostHooks } from '../factory.ts'
import { type Addresses, type EmitAddress, FOR_BROWSERS, makeModule } from '../forms.ts'
import { errorNews, errorsOf } from '../link_errors.ts'
import type { Built } from '../outcome.ts'
import type { Attributes } from '../query.ts'
import {
  type InvalidRequest,
  MAYBE_OURS,
  type ObjectRequest,
  parseRequest,
  type Request,
  VIRTUAL_PREFIX,
} from '../request.ts'
import { summaryLines } from '../summary.ts'
import { type Compilation, type Compiler, report } from './messages.ts'

/** `virtual.js`; `virtual.ts` when our own sources run. */
const VIRTUAL_FILE = fileURLToPath(new URL(`./virtual${path.extname(import.meta.url)}`, import.meta.url))
const OBJECT_KEY = 'object'
const TYPE_KEY = 'bpf-linker-type'
const ATTRIBUTE = new RegExp(`^(.*)[?&]${TYPE_KEY}=([^&]*)$`)

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

function compilerOf(meta: UnpluginContextMeta): Compiler {
  if (meta.framework === 'webpack') return meta.webpack.compiler
  if (meta.framework === 'rspack') return meta.rspack.compiler
  throw new TypeError(`unplugin hands over the context of ${meta.framework}, where webpack's was expected`)
}

function redirectVirtual(compiler: Compiler): void {
  const Replacement = compiler.webpack.NormalModuleReplacementPlugin
  const redirect = (data: { request: string }) => {
    const [name = '', query] = data.request.slice(VIRTUAL_PREFIX.length).split('?')
    const more = query === undefined ? '' : `&${query}`
    data.request = `${VIRTUAL_FILE}?${OBJECT_KEY}=${encodeURIComponent(name)}${more}`
  }
  const pattern = new RegExp(`^${VIRTUAL_PREFIX}`)
  new Replacement(pattern, redirect).apply(compiler as never)
}

/** Loaders do not get the attributes of an import, hooks do: they travel in the query. */
function handAttributesOn(compiler: Compiler): void {
  const tap = (data: ResolveData) => {
    const { type } = data.attributes ?? data.assertions ?? {}
    const { resource = '' } = data.createData ?? {}
    if (type === undefined || !MAYBE_OURS.test(specifierOf(resource))) return
    const more = `${resource.includes('?') ? '&' : '?'}${TYPE_KEY}=${encodeURIComponent(type)}`
    Object.assign(data.createData ?? {}, { resource: resource + more })
  }
  compiler.hooks.normalModuleFactory.tap('bpf-linker', (factory) => {
    factory.hooks.afterResolve.tap('bpf-linker', tap as never)
  })
}

/** What both bundlers hand over. */
interface ResolveData {
  attributes?: Attributes
  /** Their name in older versions. */
  assertions?: Attributes
  createData?: { resource?: string }
}

/** Takes {@link handAttributesOn} and {@link redirectVirtual} back. */
function importOf(id: string): { specifier: string; attributes: Attributes } {
  const [, resource = id, type] = ATTRIBUTE.exec(id) ?? []
  const attributes: Attributes = type === undefined ? {} : { type: decodeURIComponent(type) }
  return { specifier: specifierOf(resource), attributes }
}

/** Takes {@link redirectVirtual} back. */
function specifierOf(id: string): string {
  if (!id.startsWith(`${VIRTUAL_FILE}?`)) return id
  const [first = '', ...more] = id.slice(VIRTUAL_FILE.length + 1).split('&')
  const name = decodeURIComponent(first.slice(OBJECT_KEY.length + 1))
  return VIRTUAL_PREFIX + name + (more.length === 0 ? '' : `?${more.join('&')}`)
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

/** Code for Node has the base of the output folder, whatever `publicPath` says. */
function addressesOf(native: NativeContext, root: string): Addresses {
  const asset: EmitAddress = (built, request) => JSON.stringify(emitAsset(native, built, request, root))
  return {
    url: (built, request) => `__webpack_public_path__ + ${asset(built, request)}`,
    path: isForNode(native.compiler)
      ? (built, request) => `new URL(${asset(built, request)}, __webpack_base_uri__).href`
      : FOR_BROWSERS,
  }
}

/** As `target` says. Undefined: for both, or for something else. */
function isForNode({ platform, options }: Compiler): boolean {
  // Older versions of webpack have the second only.
  return (platform?.node ?? options.externalsPresets.node) === true
}

/** The name of an asset, as the bundler names its own. */
function emitAsset(
  { compilation, loaderContext }: NativeContext,
  built: Built,
  request: ObjectRequest,
  root: string,
): string {
  if (compilation === undefined || loaderContext === undefined) throw new TypeError('unplugin loads without a loader')
  const hash = createHash('sha256').update(built.bytes).digest('hex').slice(0, 20)
  const folder = request.kind === 'source' ? path.relative(root, path.dirname(request.file)) : ''
  const filename = path.join(folder, built.fileName).replaceAll('\\', '/')
  const template = (compilation.outputOptions.assetModuleFilename ?? '[hash][ext]') as string
  // As both name their own assets: `[hash]` and `[contenthash]` are those of the content. webpack has the second for a
  // module only.
  const data = { filename, contentHash: hash, hash, module: loaderContext._module }
  const name = compilation.getAssetPath(template, data as never)
  loaderContext.emitFile(name, toBuffer(built.bytes))
  return name
}

/** Adds the objects that no import made an asset of. */
async function emitObjects(compiler: Compiler, compilation: Compilation, context: PluginContext): Promise<void> {
  const { sources } = compiler.webpack
  const { root } = context.place
  for (const outcome of await context.emitted()) {
    for (const file of outcome.dependencies) compilation.fileDependencies.add(file)
    if (outcome.error !== undefined) {
      report(compilation, context.news(errorsOf(outcome.error)), root)
      continue
    }
    report(compilation, context.news(outcome.warnings), root)
    const bytes = toBuffer(outcome.bytes)
    // A module from the bundler's cache was not loaded in this build; its asset is here all the same.
    const there = compilation
      .getAssets()
      .some(({ source }) => source.size() === bytes.length && bytes.equals(source.buffer()))
    if (there) continue
    compilation.emitAsset(context.options.assetsDir + outcome.fileName, new sources.RawSource(bytes) as never)
  }
}

type NativeContext = Extract<NativeBuildContext, { framework: 'webpack' | 'rspack' }>

function nativeContext(host: UnpluginBuildContext): NativeContext {
  const native = host.getNativeBuildContext?.()
  if (native?.framework === 'webpack' || native?.framework === 'rspack') return native
  throw new TypeError(`unplugin hands over the context of ${native?.framework}, where webpack's was expected`)
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
