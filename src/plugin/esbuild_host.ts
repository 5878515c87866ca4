/**
 * esbuild, by its own means: the `file` loader, so that hashes, `publicPath`, the metafile and `write: false` are
 * esbuild's work, and its messages with the text of the line.
 *
 *     ./x.bpf.c                  namespace `file`            js
 *     ./x.bpf.c?url              bpf-linker:/…/x.bpf.o       file     (the asset's extension is that of this path)
 *     virtual:bpf-linker/x       bpf-linker-object:x         js
 *     virtual:bpf-linker/x?url   bpf-linker:/…/x.bpf.o       file
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
import { bytesModule } from './code.ts'
import { type Built, createContext, type Failed, type Outcome, type PluginContext } from './context.ts'
import { type EsbuildMessage, errorsOf, toEsbuildMessage } from './message.ts'
import type { ResolvedPluginOptions } from './options.ts'
import { type InvalidRequest, parseRequest, type Request, sourceName, splitQuery } from './request.ts'

const ASSETS = 'bpf-linker'
const OBJECTS = 'bpf-linker-object'

/** What `onResolve` hands to `onLoad`. */
interface PluginData {
  request: Request
}

export function esbuildSetup(options: ResolvedPluginOptions): (build: PluginBuild) => void {
  return (build) => {
    const { initialOptions } = build
    const root = initialOptions.absWorkingDir ?? process.cwd()
    const context = createContext(options, { root, command: 'build', mode: process.env.NODE_ENV ?? 'production' })

    build.onStart(() => {
      context.restart()
      context.prepare()
    })

    build.onResolve({ filter: /^virtual:bpf-linker\// }, ({ path: specifier }) => {
      const request = parseRequest(specifier, options.isSource)
      if (request === undefined) return undefined
      if ('error' in request) return failure(context, request)
      if (request.kind !== 'object' || request.form === 'bytes') return resolution(OBJECTS, specifier, request)
      return resolution(ASSETS, path.join(root, options.assetsDir, `${request.name}.bpf.o`), request)
    })

    // Without a query esbuild finds the file, by its rules (aliases, packages, `tsconfig` paths).
    build.onResolve({ filter: /\.c\?/ }, async (args) => {
      const { path: specifier, query } = splitQuery(args.path)
      const found = await resolveFile(build, specifier, args)
      if (found.errors.length > 0) return { errors: found.errors, warnings: found.warnings }
      if (found.external || found.namespace !== 'file') return undefined
      const request = parseRequest(found.path + query, options.isSource)
      if (request === undefined) return undefined
      if ('error' in request) return failure(context, request)
      return resolution(ASSETS, assetPath(found.path), request)
    })

    build.onLoad({ filter: /\.c$/, namespace: 'file' }, async (args) => {
      const request = parseRequest(args.path + args.suffix, options.isSource)
      if (request === undefined) return undefined
      if ('error' in request) return failure(context, request)
      return loaded(context, await context.build(request), 'js')
    })

    build.onLoad({ filter: /./, namespace: OBJECTS }, async (args) => {
      const { request } = args.pluginData as PluginData
      return loaded(context, await context.build(request), 'js')
    })

    build.onLoad({ filter: /./, namespace: ASSETS }, async (args) => {
      const { request } = args.pluginData as PluginData
      return loaded(context, await context.build(request, true), 'file')
    })

    build.onEnd(async (result) => {
      if (result.errors.length > 0) return undefined
      const outcomes = await context.emitted()
      const failures = outcomes.filter((outcome) => outcome.error !== undefined)
      const built = outcomes.filter((outcome) => outcome.error === undefined)
      if (failures.length > 0) return { errors: failures.flatMap((f) => failure(context, f).errors) }
      await Promise.all(built.map((object) => emit(object, options.assetsDir, root, initialOptions, result)))
      return { warnings: built.flatMap((object) => warningsOf(context, object)) }
    })
  }
}

function resolution(namespace: string, to: string, request: Request): OnResolveResult {
  const pluginData: PluginData = { request }
  return { path: to, namespace, pluginData, sideEffects: false }
}

function resolveFile(build: PluginBuild, specifier: string, args: OnResolveArgs) {
  const { importer, resolveDir, kind, namespace } = args
  return build.resolve(specifier, { importer, resolveDir, kind, namespace })
}

/**
 * Beside the source, so that `[dir]` in `assetNames` works. Two sources of one folder with one name (`x.c`, `x.bpf.c`)
 * must not share a path: that of the less usual ending is a folder deeper.
 */
function assetPath(file: string): string {
  const directory = file.endsWith('.bpf.c') ? path.dirname(file) : file
  return path.join(directory, `${sourceName(file)}.bpf.o`)
}

function loaded(context: PluginContext, outcome: Outcome, loader: 'js' | 'file'): OnLoadResult {
  if (outcome.error !== undefined) return failure(context, outcome)
  const { bytes, dependencies } = outcome
  const contents = loader === 'js' ? bytesModule(bytes) : bytes
  return { contents, loader, watchFiles: dependencies, warnings: warningsOf(context, outcome) }
}

function failure(context: PluginContext, failed: Failed | InvalidRequest) {
  const { root } = context.place
  const news = context.isNews(failed.error)
  return {
    // Never none: esbuild would look for another loader.
    errors: news ? errorsOf(failed.error).map((error) => toEsbuildMessage(error, root)) : [again(failed)],
    watchFiles: 'dependencies' in failed ? failed.dependencies : [],
  }
}

function again({ error }: Failed | InvalidRequest): EsbuildMessage {
  return { text: `${error.message} (see above)`, notes: [], detail: error }
}

function warningsOf(context: PluginContext, { warnings }: Built) {
  return warnings.filter((w) => context.isNews(w)).map((w) => toEsbuildMessage(w, context.place.root))
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
