/** Runs what a dev server serves as a browser would, in this process. */
import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { ViteDevServer } from 'vite'

let runs = 0

/**
 * What the module leaves in `globalThis.imported`.
 * @param failures What the server has logged as errors
 * @throws the last of `failures` where the server fails
 */
export async function runServed(
  server: ViteDevServer,
  address: string,
  failures: readonly unknown[],
): Promise<unknown> {
  const code = await fetchModule(server, address, failures)
  // A module of the same text would not run again.
  await import(dataUrl(`${code}\n// ${runs++}`))
  return (globalThis as { imported?: unknown }).imported
}

/** The text of a module in which others are addresses that Node can import. */
async function fetchModule(server: ViteDevServer, address: string, failures: readonly unknown[]): Promise<string> {
  const { status, body } = await fetchServed(server, address)
  if (status !== 200) throw failures.at(-1) ?? new Error(`${address}: ${status}`)
  const code = body.toString()
  const parts = code.split(/((?:from|import)\s*\(?\s*")(\/[^"]+)(?=")/)
  // Text, `from "`, address; text, `from "`, address; …
  const fetched = parts.map(async (part, i) =>
    i % 3 === 2 ? dataUrl(await fetchModule(server, part, failures)) : part,
  )
  return (await Promise.all(fetched)).join('')
}

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`
}

/** Over a connection of its own: servers of tests follow each other on one port. */
export function fetchServed(server: ViteDevServer, address: string): Promise<{ status: number; body: Buffer }> {
  const url = new URL(address, server.resolvedUrls?.local[0])
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, async (response) => {
      resolve({ status: response.statusCode ?? 0, body: await buffer(response) })
    }).on('error', reject)
  })
}
