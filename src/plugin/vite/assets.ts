/**
 * Where a dev server has its objects: in memory for pages, below Vite's cache folder for server code.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { sha256Of } from '../../sha256.ts'
import type { Built } from '../outcome.ts'

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

export interface ServedObjects {
  /** Its address on the server. */
  serve(built: Built, base: string): string
  middleware: Middleware
}

const SERVED = '@bpf-linker/'

export function createServedObjects(): ServedObjects {
  /** By object. Only the newest of each: pages reload when one changes. */
  const served = new Map<string, { address: string; bytes: Uint8Array }>()
  return {
    serve({ id, bytes, fileName }, base) {
      const address = `${base}${SERVED}${fingerprint(bytes)}/${fileName}`
      served.set(id, { address, bytes })
      return address
    },
    middleware(request, response, next) {
      // Vite's own middleware may have taken the base off `url` by now; it leaves the whole in `originalUrl`.
      const { originalUrl = request.url } = request as { originalUrl?: string }
      const asked = originalUrl?.split('?')[0]
      const found = [...served.values()].find(({ address }) => address === asked)
      if (found === undefined) return next()
      response.setHeader('Content-Type', 'application/octet-stream')
      response.setHeader('Cache-Control', 'no-cache')
      response.end(found.bytes)
    },
  }
}

/** The address of a file with these bytes. */
export async function writeToCache({ fileName, bytes }: Built, cacheDir: string): Promise<string> {
  const directory = path.join(cacheDir, 'bpf-linker', fingerprint(bytes))
  const file = path.join(directory, fileName)
  await mkdir(directory, { recursive: true })
  await writeFile(`${file}.${process.pid}`, bytes)
  await rename(`${file}.${process.pid}`, file)
  return pathToFileURL(file).href
}

function fingerprint(bytes: Uint8Array): string {
  return sha256Of(bytes).slice(0, 16)
}
