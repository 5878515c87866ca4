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
 * Not the `binary` loader: for the default target it makes `Uint8Array.fromBase64`, which Node has since 25.
 *
 * Objects that nothing imports have no loader to go through. They are added when the build has ended: to
 * `outputFiles` under `write: false`, else on disk, and to the metafile.
 */
import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { BuildOptions, BuildResult, OnLoadResult, OnResolveArgs, OnResolveResult, PluginBuild } from 'esbuild'
import { createContext, type PluginContext } from '../context.ts'
import type { HostHooks } from '../factory.ts'
import { type Addresses, FOR_BROWSERS, type MadeModule, makeModule } from '../forms.ts'
import { errorNews, errorsOf } from '../link_errors.ts'
import type { LinksFor } from '../links.ts'
import type { ResolvedPluginOptions } from '../options.ts'
import type { Built, Failed } from '../outcome.ts'
import {
  type InvalidRequest,
  type ObjectRequest,
  parseRequest,
  type Request,
  sourceName,
  splitQuery,
} from '../request.ts'
import { toEsbuildMessage } from './messages.ts'

const ASSETS = 'bpf-linker'
const MODULES = 'bpf-linker-module'

/** What `onResolve` hands to `onLoad`. */
interface PluginData {
  request: ObjectRequest
}

export const esbuildHooks: HostHooks = ({ linksFor, options }) => ({ esbuild: { setup: setup(linksFor, options) } })

function setup(linksFor: LinksFor, options: ResolvedPluginOptions): (build: PluginBuild) => void {
  return (build) => {
    const { initialOptions } = build
    const root = initialOptions.absWorkingDir ?? process.cwd()
    const place = { root, command: 'build', mode: process.env.NODE_ENV ?? 'production' } as const
    const context = createContext(linksFor(place))
    const addresses = addressesOf(initialOptions)

    build.onStart(() => {
      context.restart()
      context.prepare()
    })

    build.onResolve({ filter: /^virtual:bpf-linker\// }, ({ path: specifier, with: attributes }) => {
      const request = parseRequest(specifier, options.isSource, attributes)
      if (request === undefined) return undefined
      if ('error' in request) return failure(context, request)
      if (request.kind !== 'object' || request.form !== 'url') return resolution(MODULES, specifier, request)
      return resolution(ASSETS, path.join(root, options.assetsDir, assetName(request.name, request)), request)
    })

    // Without a query esbuild finds the file, by its rules (aliases, packages, `tsconfig` paths).
    build.onResolve({ filter: /\.c\?/ }, async (args) => {
      const { path: specifier, query } = splitQuery(args.path)
      const found = await resolveFile(build, specifier, args)
      if (found.errors.length > 0) return { errors: found.errors, warnings: found.warnings }
      if (found.external || found.namespace !== 'file') return undefined
      const request = parseRequest(found.path + query, options.isSource, args.with)
      if (request === undefined) return undefined
      if ('error' in request) return failure(context, request)
      if (request.kind === 'manifest' || request.form !== 'url') return resolution(MODULES, found.path + query, request)
      return resolution(ASSETS, assetPath(found.path, request), request)
    })

    build.onLoad({ filter: /\.c$/, namespace: 'file' }, async (args) => {
      const request = parseRequest(args.path + args.suffix, options.isSource, args.with)
      if (request === undefined) return undefined
      return loaded(context, await makeModule(context, request, addresses))
    })

    build.onLoad({ filter: /./, namespace: MODULES }, async (args) => {
      const { request } = args.pluginData as { request: Request }
      const made = await makeModule(context, request, addresses)
      // Such a module is in no folder, and may import the runtime.
      if (request.form !== 'path' || made.error !== undefined) return { ...loaded(context, made), resolveDir: root }
      return loaded(context, {
        ...made,
        code: `import address from ${JSON.stringify(addressImport(args.path))}\n${made.code}`,
      })
    })

    build.onLoad({ filter: /./, namespace: ASSETS }, async (args) => {
      const { request } = args.pluginData as PluginData
      const outcome = await context.build(request)
      if (outcome.error !== undefined) return failure(context, outcome)
      const { bytes, dependencies } = outcome
      return { contents: bytes, loader: 'file', watchFiles: dependencies, warnings: warningsOf(context, outcome) }
    })

    build.onEnd(async (result) => {
      if (result.errors.length > 0) return undefined
      const outcomes = await context.emitted()
      const failures = outcomes.filter((outcome) => outcome.error !== undefined)
      const built = outcomes.filter((outcome) => outcome.error === undefined)
      const errors = context.news(failures.flatMap(({ error }) => errorsOf(error)))
      if (errors.length > 0) return { errors: errors.map((error) => toEsbuildMessage(error, root)) }
      await Promise.all(built.map((object) => emit(object, options.assetsDir, root, initialOptions, result)))
      return { warnings: built.flatMap((object) => warningsOf(context, object)) }
    })
  }
}

/**
 * `?url` goes through the `file` loader. `?path` is a module that imports that address, which is relative to the
 * bundle's file, and resolves it.
 */
function addressesOf({ platform = 'browser', format, publicPath }: BuildOptions): Addresses {
  const url = () => {
    throw new TypeError('onResolve() sends no such request here')
  }
  const isModule = format === 'esm' || (format === undefined && platform === 'neutral')
  if (platform !== 'node' && !(platform === 'neutral' && isModule)) return { url, path: FOR_BROWSERS }
  if (publicPath !== undefined && publicPath !== '') return { url, path: { because: PUBLIC_PATH } }
  const base = isModule ? 'import.meta.url' : "require('node:url').pathToFileURL(__filename)"
  return { url, path: () => `new URL(address, ${base}).href` }
}

const PUBLIC_PATH = "in a build whose 'publicPath' says that files are elsewhere"

/** `…?path` → `…?url`, `…&bpf-path` → `…&bpf-url`. */
function addressImport(specifier: string): string {
  return specifier.replace(/(?<=[?&](?:bpf-)?)path(?=&|$)/, 'url')
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

/**
 * Beside the source, so that `[dir]` in `assetNames` works. Two sources of one folder with one name (`x.c`, `x.bpf.c`)
 * must not share a path: that of the less usual ending is a folder deeper.
 */
function assetPath(file: string, request: ObjectRequest): string {
  const directory = file.endsWith('.bpf.c') ? path.dirname(file) : file
  return path.join(directory, assetName(sourceName(file), request))
}

function assetName(name: string, { profileName }: ObjectRequest): string {
  return `${profileName === undefined ? name : `${name}.${profileName}`}.bpf.o`
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

async function emit(built: Built, assetsDir: string, root: string, options: BuildOptions, result: BuildResult) {
  const { outdir, outfile, write } = options
  const folder = path.resolve(root, outdir ?? (outfile === undefined ? '.' : path.dirname(outfile)))
  const file = path.join(folder, assetsDir, built.fileName)
  if (result.metafile !== undefined) {
    const key = path.relative(root, file).replaceAll('\\', '/')
    result.metafile.outputs[key] = { bytes: built.bytes.byteLength, inputs: {}, imports: [], exports: [] }
  }
  if (write === false) {
    const hash = createHash('sha256').update(built.bytes).digest('base64')
    result.outputFiles?.push({ path: file, contents: built.bytes, hash, text: new TextDecoder().decode(built.bytes) })
    return
  }
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(`${file}.${process.pid}`, built.bytes)
  await rename(`${file}.${process.pid}`, file)
}
