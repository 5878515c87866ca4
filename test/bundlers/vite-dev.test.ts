/** Vite's dev server: modules for the browser, modules for the server, and what happens when a header changes. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer, type ViteDevServer } from 'vite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import vitePlugin from '../../src/plugin/vite.ts'
import { BROKEN_SOURCE, createProject, FILES, type Project, sha256 } from './project.ts'

const SPECIFIER = '/src/probe.bpf.c'

let project: Project
let server: ViteDevServer

beforeEach(async () => {
  project = createProject({ ...FILES, 'index.html': '<!doctype html>' })
  server = await createServer({
    root: project.root,
    configFile: false,
    logLevel: 'silent',
    base: '/app/',
    server: { port: 0, host: '127.0.0.1' },
    plugins: [vitePlugin({ config: { objects: { probe: { inputs: 'src/probe.bpf.c' } } } })],
  })
  await server.listen()
})

afterEach(async () => {
  await server.close()
  project.remove()
})

/** What the API makes of the project as it is now. */
async function expected(): Promise<string> {
  return sha256((await link({ inputs: ['src/probe.bpf.c'], cwd: project.root })).object)
}

async function fetchFromServer(address: string): Promise<Response> {
  const origin = server.resolvedUrls?.local[0] ?? ''
  return fetch(new URL(address, origin))
}

/** Runs a module as a browser would get it. */
async function importServed(address: string): Promise<unknown> {
  const response = await fetchFromServer(address)
  expect(response.status).toBe(200)
  const module = await import(`data:text/javascript,${encodeURIComponent(await response.text())}`)
  return module.default
}

it('serves the bytes to a browser', async () => {
  expect(sha256((await importServed('src/probe.bpf.c?import')) as Uint8Array)).toBe(await expected())
})

it.each(['src/probe.bpf.c?import&url', '@id/__x00__virtual:bpf-linker/probe?url'])(
  'serves what %s points at',
  async (specifier) => {
    const address = String(await importServed(specifier))
    expect(address).toMatch(/^\/app\/.*\/probe\.bpf\.o$/)
    const response = await fetchFromServer(address)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(await expected())
  },
)

it('gives server code the bytes, and a file for an address', async () => {
  const { default: bytes } = await server.ssrLoadModule(SPECIFIER)
  expect(sha256(bytes)).toBe(await expected())
  const { default: address } = await server.ssrLoadModule(`${SPECIFIER}?url`)
  const file = fileURLToPath(address)
  expect(path.basename(file)).toBe('probe.bpf.o')
  expect(sha256(readFileSync(file))).toBe(await expected())
})

it('links again when a header changes, and after an error is mended', async () => {
  const before = sha256((await server.ssrLoadModule(SPECIFIER)).default)

  await change({ 'src/limits.h': '#define LIMIT 128\n' })
  const after = sha256((await server.ssrLoadModule(SPECIFIER)).default)
  expect(after).toBe(await expected())
  expect(after).not.toBe(before)

  await change({ 'src/limits.h': BROKEN_SOURCE })
  await expect(server.ssrLoadModule(SPECIFIER)).rejects.toMatchObject({
    loc: { file: path.join(project.root, 'src/limits.h'), line: 3, column: 10 },
  })

  await change({ 'src/limits.h': '#define LIMIT 64\n' })
  expect(sha256((await server.ssrLoadModule(SPECIFIER)).default)).toBe(before)
})

/** Writes, and waits until the server has noticed. */
async function change(files: Record<string, string>): Promise<void> {
  const noticed = new Promise<void>((resolve) => server.watcher.once('change', () => resolve()))
  project.write(files)
  await noticed
  // The plugins hear of it after the watcher's other listeners.
  await new Promise((resolve) => setTimeout(resolve, 50))
}
