/**
 * Where an object is, for `?url` and `?path`:
 *
 *                    client                         server (SSR, workers of Node)
 *     dev            served by a middleware         a file below Vite's cache folder, as a `file:` address
 *     build          Vite's own (`base`, …)         relative to the bundle's file, as a `file:` address
 *     library        relative to the bundle's file
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Addresses, FOR_BROWSERS } from '../forms.ts'
import type { Built } from '../outcome.ts'
import { emitWithHost } from '../rollup/assets.ts'
import type { RollupHost } from '../rollup/host.ts'
import { fingerprint } from './fingerprint.ts'
import type { FileUrl, ViteConfig, ViteHost } from './host.ts'
import type { ServedObjects } from './served_objects.ts'

/** @param emitter The host, by way of what remembers our assets */
export function buildAddresses(host: ViteHost, emitter: RollupHost): Addresses {
  const emit = emitWithHost(emitter)
  return { url: emit, path: isRelative(host) ? emit : FOR_BROWSERS }
}

export function devAddresses(host: ViteHost, { base, cacheDir }: ViteConfig, served: ServedObjects): Addresses {
  const cached = async (built: Built) => JSON.stringify(await writeToCache(built, cacheDir))
  return host.environment.config.consumer === 'server'
    ? { url: cached, path: cached }
    : { url: (built) => JSON.stringify(served.serve(built, base)), path: FOR_BROWSERS }
}

/** The expression for an asset of ours. Null: Vite's own. */
export function fileUrlOf(host: ViteHost, { relativePath, format }: FileUrl): string | null {
  return isRelative(host) ? fileUrl(relativePath, format) : null
}

/** Code that runs beside its assets, as server code and libraries do. */
function isRelative({ environment }: ViteHost): boolean {
  const { consumer, build } = environment.config
  return consumer === 'server' || Boolean(build.lib)
}

/** Null: a format whose files do not know where they are. */
function fileUrl(relativePath: string, format: string): string | null {
  const text = JSON.stringify(relativePath)
  if (format === 'es' || format === 'esm' || format === 'module') return `new URL(${text}, import.meta.url).href`
  if (format === 'cjs' || format === 'commonjs') {
    return `new URL(${text}, require("node:url").pathToFileURL(__filename)).href`
  }
  return null
}

/** The address of a file with these bytes. */
async function writeToCache({ fileName, bytes }: Built, cacheDir: string): Promise<string> {
  const directory = path.join(cacheDir, 'bpf-linker', fingerprint(bytes))
  const file = path.join(directory, fileName)
  await mkdir(directory, { recursive: true })
  await writeFile(`${file}.${process.pid}`, bytes)
  await rename(`${file}.${process.pid}`, file)
  return pathToFileURL(file).href
}
