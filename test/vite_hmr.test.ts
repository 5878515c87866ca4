/** Vite's dev server tells the page of every change of an object: of its source, a header, and of one that was broken. */
import { createServer, type HotPayload, type ViteDevServer } from 'vite'
import { afterEach, describe, expect, it } from 'vitest'
import vitePlugin from '../src/plugin/vite/vite.ts'
import { createProject, FILES, type Project } from './bundlers/project.ts'

let project: Project
let server: ViteDevServer
afterEach(async () => {
  await server.close()
  project.remove()
})

/** A page whose module accepts the import; what its browser is told. */
async function serve(specifier: string): Promise<HotPayload[]> {
  const main = `import value from '${specifier}'
globalThis.imported = value
import.meta.hot.accept('${specifier}', () => {})
`
  project = createProject({ ...FILES, 'src/main.js': main, 'index.html': '<!doctype html>' })
  server = await createServer({
    root: project.root,
    configFile: false,
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1' },
    optimizeDeps: { noDiscovery: true },
    plugins: [vitePlugin({ config: { objects: { probe: { inputs: 'src/probe.bpf.c' } } } })],
  })
  await server.listen()
  const told: HotPayload[] = []
  const { hot } = server.environments.client
  const send = hot.send.bind(hot)
  hot.send = (...args: [HotPayload] | [string, unknown?]) => {
    if (typeof args[0] === 'object') told.push(args[0])
    return (send as (...all: unknown[]) => void)(...args)
  }
  await load()
  return told
}

/** As a browser does: the module, then what it imports. */
async function load(): Promise<void> {
  await server.environments.client.transformRequest('/src/main.js')
  const [imported] = server.environments.client.moduleGraph.urlToModuleMap.get('/src/main.js')?.importedModules ?? []
  // A broken source is an error here, and shown as an overlay.
  await server.environments.client.transformRequest(imported?.url ?? '').catch(() => {})
}

/** Changes a file; the importers that the page is to update. */
async function updatedBy(told: HotPayload[], files: Record<string, string>): Promise<string[]> {
  told.length = 0
  project.write(files)
  await expect.poll(() => told.map(({ type }) => type)).toContain('update')
  await load()
  return told.flatMap((payload) => (payload.type === 'update' ? payload.updates.map((update) => update.path) : []))
}

describe.each(['./probe.bpf.c', './probe.bpf.c?url', 'virtual:bpf-linker/probe'])('%s', (specifier) => {
  it('updates its importer', async () => {
    const told = await serve(specifier)
    expect(await updatedBy(told, { 'src/limits.h': '#define LIMIT 128\n' })).toEqual(['/src/main.js'])
    const source = FILES['src/probe.bpf.c']?.replace('XDP_PASS', 'XDP_DROP') ?? ''
    expect(await updatedBy(told, { 'src/probe.bpf.c': source })).toEqual(['/src/main.js'])
    expect(await updatedBy(told, { 'src/limits.h': '#define LIMIT x\n' })).toEqual(['/src/main.js'])
    expect(await updatedBy(told, { 'src/limits.h': '#define LIMIT 32\n' })).toEqual(['/src/main.js'])
  })
})
