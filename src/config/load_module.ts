/**
 * A config that is a module (`.ts .mts .cts .js .mjs .cjs`) → its value. The
 * first way that fits is taken:
 *
 *   import   it imports no file of the project, and this Node reads it (TypeScript: 22.18 or later)
 *   bundle   a bundler is at hand: gives the files that were read, and imports that are never stale
 *   worker   this Node reads it: a thread of its own, for the same freshness
 *   jiti     is installed
 *
 * else an error that says what to install. Every call sees the files as they
 * are now.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { ConfigEnvironment } from '../settings/config.ts'
import { bundleConfig, findBundler } from './bundle_config.ts'
import { bundleFailed } from './bundle_failure.ts'
import { fileImports, importedFiles } from './imports.ts'
import { type FilePlace, loadFailed, moduleFailed } from './load_failure.ts'
import { resolvePackage } from './resolve_package.ts'
import { type Evaluated, importInWorker } from './worker_import.ts'

export interface LoadedModule extends Evaluated {
  /** Absolute paths of the module and the files of the project that it imports. */
  dependencies: string[]
}

let loads = 0

/** @throws BpfLinkerError CONFIG_LOAD_FAILED, with the place in the file where it can be known */
export async function loadModule(file: string, environment: ConfigEnvironment): Promise<LoadedModule> {
  const readable = !/\.[cm]?ts$/.test(file) || readsTypeScript()
  const alone = fileImports(readFileSync(file, 'utf8')).length === 0
  const dependencies = [...importedFiles(file)]
  if (alone && readable) {
    const evaluated = await guarded(file, dependencies, () => importFresh(file, environment))
    return { ...evaluated, dependencies }
  }
  const bundler = findBundler(file)
  if (bundler !== undefined) {
    const bundle = await bundleConfig(file, bundler).catch((error: unknown) => {
      throw bundleFailed(file, error, dependencies)
    })
    const evaluated = await guarded(file, bundle.files, () => evaluate(import(bundle.url), environment), bundle.place)
    return { ...evaluated, dependencies: bundle.files }
  }
  if (readable) {
    const url = pathToFileURL(file).href
    return { ...(await guarded(file, dependencies, () => importInWorker(url, environment))), dependencies }
  }
  const jiti = resolvePackage('jiti', file) ?? resolvePackage('jiti', import.meta.filename)
  if (jiti !== undefined) {
    return { ...(await guarded(file, dependencies, () => importWithJiti(jiti, file, environment))), dependencies }
  }
  throw loadFailed(
    file,
    `Node ${process.versions.node} does not read TypeScript, and none of rolldown, esbuild and jiti is installed`,
    undefined,
    {
      dependencies,
      hint: 'npm install -D jiti, or write the config as bpf-linker.config.mjs, or use Node 22.18 or later',
    },
  )
}

function readsTypeScript(): boolean {
  return Boolean((process.features as { typescript?: false | string }).typescript)
}

async function importFresh(file: string, environment: ConfigEnvironment): Promise<Evaluated> {
  // The cache of CommonJS knows no queries.
  delete createRequire(import.meta.url).cache[file]
  return evaluate(import(`${pathToFileURL(file)}?load=${++loads}`), environment)
}

interface Jiti {
  createJiti(id: string, options: object): { import(file: string): Promise<object> }
}

async function importWithJiti(jiti: string, file: string, environment: ConfigEnvironment): Promise<Evaluated> {
  const { createJiti } = (await import(pathToFileURL(jiti).href)) as Jiti
  const options = { moduleCache: false, fsCache: false, interopDefault: false }
  const module = await createJiti(file, options).import(file)
  // What CommonJS exports comes as it is; only ES modules carry the mark.
  const isCommonJs = !('default' in module) && !('__esModule' in module)
  return evaluate(isCommonJs ? { default: module } : module, environment)
}

async function evaluate(loading: object | Promise<object>, environment: ConfigEnvironment): Promise<Evaluated> {
  const module = (await loading) as { default?: unknown }
  if (!('default' in module)) return { value: undefined, named: Object.keys(module) }
  return { value: await evaluateExport(module.default, environment), named: undefined }
}

/** A config as it may be exported → the config: functions are called, promises awaited. */
export async function evaluateExport(exported: unknown, environment: ConfigEnvironment): Promise<unknown> {
  const value: unknown = await exported
  // CommonJS made from an ES module.
  const inner = isTranspiled(value) ? value.default : value
  return typeof inner === 'function' ? await inner(environment) : inner
}

function isTranspiled(value: unknown): value is { default: unknown } {
  return typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value
}

async function guarded<T>(
  file: string,
  dependencies: string[],
  run: () => Promise<T>,
  place?: (at: FilePlace) => FilePlace,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw await moduleFailed(file, error, dependencies, place)
  }
}
