/**
 * Objects as assets of webpack and Rspack. Those of imports are emitted through the loader, which keeps them with the
 * module: a module from the cache brings its asset along. `output.assetModuleFilename` and `publicPath` count as for
 * the bundler's own assets.
 */
import { createHash } from 'node:crypto'
import path from 'node:path'
import type { PluginContext } from '../context.ts'
import { type Addresses, type EmitAddress, FOR_BROWSERS } from '../forms.ts'
import { errorsOf } from '../link_errors.ts'
import type { Built } from '../outcome.ts'
import type { ObjectRequest } from '../request.ts'
import type { Compilation, Compiler, NativeContext } from './host.ts'
import { report } from './messages.ts'

/** Code for Node has the base of the output folder, whatever `publicPath` says. */
export function addressesOf(native: NativeContext, root: string): Addresses {
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
export async function emitObjects(compiler: Compiler, compilation: Compilation, context: PluginContext): Promise<void> {
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

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
