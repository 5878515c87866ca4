/**
 * A config module and the files it imports as one module, by a bundler that the
 * host has. This gives TypeScript on every Node, the list of files that were
 * read, and imports that are never stale: the bundle is loaded as a `data:` URL
 * of its own, so no file is written.
 *
 * Packages stay outside, as absolute `file:` URLs, because a `data:` module
 * cannot name them otherwise. `import.meta.url` and its kin mean the source.
 */

import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin, SourceMap, type SourceMapPayload } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FilePlace } from './load_failure.ts'
import { resolvePackage } from './resolve_package.ts'

export interface Bundle {
  /** The file to import. */
  url: string
  /** Absolute paths of the files in it. */
  files: string[]
  /** Where a place of the bundle is in its sources. */
  place: (at: FilePlace) => FilePlace
}

export interface BundlerAt {
  name: 'rolldown' | 'esbuild'
  /** Absolute path of its entry. */
  entry: string
}

const SELF = fileURLToPath(import.meta.url)

/** The bundler to use: the config's own, else one that Vite brought, else one beside this package. Rolldown is the quicker. */
export function findBundler(file: string): BundlerAt | undefined {
  for (const from of [file, resolvePackage('vite', file), SELF]) {
    if (from === undefined) continue
    for (const name of ['rolldown', 'esbuild'] as const) {
      const entry = resolvePackage(name, from)
      if (entry !== undefined) return { name, entry }
    }
  }
  return undefined
}

/** Bundles; throws the bundler's own error (see `bundle_failure.ts`). */
export async function bundleConfig(file: string, bundler: BundlerAt): Promise<Bundle> {
  const { code, map, files } = await (bundler.name === 'rolldown' ? withRolldown : withEsbuild)(file, bundler.entry)
  // The name under which stacks show it.
  const text = `${code}\n//# sourceURL=${pathToFileURL(file)}\n`
  const url = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`
  return { url, files: files.map((path) => resolve(path)), place: (at) => sourcePlace(at, map, file) }
}

interface Output {
  code: string
  map: SourceMapPayload
  files: string[]
}

/** What stands in for what a module knows of itself. */
const STAND_INS: Record<string, string> = {
  'import.meta.url': '__bpf_linker_url',
  'import.meta.dirname': '__bpf_linker_dirname',
  'import.meta.filename': '__bpf_linker_filename',
  __dirname: '__bpf_linker_dirname',
  __filename: '__bpf_linker_filename',
}

/** The module with its stand-ins defined in front, on the first line so that lines stay. */
function withOwnPlace(file: string): string {
  const source = readFileSync(file, 'utf8')
  if (!/import\.meta|__(?:dirname|filename)/.test(source)) return source
  const values = [pathToFileURL(file).href, dirname(file), file].map((value) => JSON.stringify(value))
  return `const __bpf_linker_url = ${values[0]}, __bpf_linker_dirname = ${values[1]}, __bpf_linker_filename = ${values[2]};${source}`
}

const MODULE = /\.[cm]?[jt]s$/

/** The address of a package's file that stays outside; undefined for what belongs in the bundle. */
function outside(specifier: string, importer: string | undefined): string | undefined {
  if (importer === undefined || /^(\.|\/|#|file:|data:|[A-Za-z]:\\)/.test(specifier)) return undefined
  if (isBuiltin(specifier)) return specifier
  const own = /^bpf-linker(?:\/|$)/.test(specifier)
  const path = resolvePackage(specifier, importer) ?? (specifier === 'bpf-linker' ? ownEntry() : undefined)
  if (path === undefined) return undefined
  // A package of the same workspace is source: it may be TypeScript, and it may change.
  const installed = own || /[\\/]node_modules[\\/]/.test(path)
  return installed && /\.[cm]?js$/.test(path) ? pathToFileURL(path).href : undefined
}

/** This package's entry, for a config whose folder has not installed it (a global install, npx). */
function ownEntry(): string | undefined {
  return [new URL('../index.js', import.meta.url), new URL('../../dist/index.js', import.meta.url)]
    .map((url) => fileURLToPath(url))
    .find((path) => existsSync(path))
}

/** `require` in a CommonJS config. */
function banner(file: string): string {
  return `import { createRequire as __bpf_linker_require } from 'node:module'; const require = __bpf_linker_require(${JSON.stringify(pathToFileURL(file).href)});`
}

async function withRolldown(file: string, entry: string): Promise<Output> {
  const { rolldown } = (await import(pathToFileURL(entry).href)) as typeof import('rolldown')
  const bundle = await rolldown({
    input: file,
    platform: 'node',
    logLevel: 'silent',
    treeshake: false,
    tsconfig: false,
    transform: { define: STAND_INS },
    plugins: [
      {
        name: 'bpf-linker-config',
        async resolveId(specifier, importer) {
          const id = outside(specifier, importer)
          if (id !== undefined) return { id, external: true }
          const found = await this.resolve(specifier, importer, { skipSelf: true })
          // By itself rolldown leaves the import of a missing package in.
          return found ?? this.error(`Could not resolve '${specifier}'`)
        },
        load(id) {
          return MODULE.test(id) ? withOwnPlace(id) : null
        },
      },
    ],
  })
  try {
    const { output } = await bundle.generate({
      format: 'esm',
      sourcemap: 'hidden',
      codeSplitting: false,
      banner: banner(file),
      // Relative to where the bundle would be written, which depends on the working directory.
      sourcemapPathTransform: (source, mapFile) => resolve(dirname(mapFile), source),
    })
    const [chunk] = output
    if (chunk.map === null) throw new TypeError('rolldown made no source map')
    const files = [...new Set([...chunk.moduleIds, ...(await bundle.watchFiles)])].filter((id) => existsSync(id))
    return { code: chunk.code, map: chunk.map as unknown as SourceMapPayload, files }
  } finally {
    await bundle.close()
  }
}

async function withEsbuild(file: string, entry: string): Promise<Output> {
  const module = (await import(pathToFileURL(entry).href)) as { default?: typeof import('esbuild') }
  const { build } = module.default ?? (module as unknown as typeof import('esbuild'))
  const root = dirname(file)
  const { outputFiles, metafile } = await build({
    entryPoints: [file],
    absWorkingDir: root,
    outfile: resolve(root, 'bpf-linker.config.bundled.mjs'),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'external',
    logLevel: 'silent',
    tsconfigRaw: {},
    define: STAND_INS,
    banner: { js: banner(file) },
    plugins: [
      {
        name: 'bpf-linker-config',
        setup(host) {
          host.onResolve({ filter: /^[^./#]/ }, ({ path, importer }) => {
            const id = outside(path, importer === '' ? undefined : importer)
            return id === undefined ? undefined : { path: id, external: true }
          })
          host.onLoad({ filter: MODULE, namespace: 'file' }, ({ path }) => ({
            contents: withOwnPlace(path),
            loader: /ts$/.test(path) ? 'ts' : 'js',
          }))
        },
      },
    ],
  })
  const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  return {
    code: text('.mjs'),
    map: JSON.parse(text('.map')) as SourceMapPayload,
    files: Object.keys(metafile.inputs).map((path) => resolve(root, path)),
  }
}

function sourcePlace(at: FilePlace, map: SourceMapPayload, file: string): FilePlace {
  const entry = new SourceMap(map).findEntry(at.line - 1, (at.column ?? 1) - 1)
  if (!('originalSource' in entry)) return at
  return {
    file: resolve(dirname(file), entry.originalSource.replace(/^file:\/\//, '')),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  }
}
