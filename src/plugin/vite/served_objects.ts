/** Objects at addresses of the dev server, for pages: in memory. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Built } from '../outcome.ts'
import { fingerprint } from './fingerprint.ts'

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
