/** What only Vite has: its manifest, `base`, preview, environments, formats of libraries, and modules replaced in pages. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { build, createBuilder, createServer, type InlineConfig, preview } from 'vite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import vitePlugin from '../../src/plugin/vite/vite.ts'
import type { PluginOptions } from '../../src/settings/plugin_options.generated.ts'
import { createProject, entryOf, FILES, objectsIn, type Project, runBundle, sha256 } from './project.ts'

const CONFIG = { objects: { pair: { inputs: 'bpf/*.bpf.c' } } } as const

let project: Project
let probe: string
beforeEach(async () => {
  project = createProject({
    ...FILES,
    'index.html': '<!doctype html><script type="module" src="/src/main.js"></script>',
    'src/main.js': entryOf('./probe.bpf.c?url'),
    'src/server.js': entryOf('./probe.bpf.c?url'),
    'src/path.js': entryOf('./probe.bpf.c?path'),
  })
  probe = sha256((await link({ inputs: ['src/probe.bpf.c'], cwd: project.root })).bytes)
})
afterEach(() => project.remove())

function configOf(config: InlineConfig, options: PluginOptions = { config: CONFIG, assets: false }): InlineConfig {
  return { root: project.root, configFile: false, logLevel: 'silent', plugins: [vitePlugin(options)], ...config }
}

describe('build', () => {
  it('names assets as `assetFileNames` says, lists them in the manifest, and previews them below `base`', async () => {
    const output = { assetFileNames: 'static/[name].[hash][extname]' }
    const config = configOf({ base: '/app/', build: { manifest: true, rolldownOptions: { output } } })
    await build(config)
    const [[asset = '', hash] = [], ...more] = objectsIn(path.join(project.root, 'dist'))
    expect(more).toEqual([])
    expect(hash).toBe(probe)
    expect(asset).toMatch(/^static\/probe\.bpf\.[\w-]{8}\.o$/)
    const manifest = JSON.parse(readFileSync(path.join(project.root, 'dist/.vite/manifest.json'), 'utf8'))
    expect(manifest['index.html'].assets).toEqual([asset])

    const server = await preview({ ...config, preview: { port: 0, host: '127.0.0.1' } })
    try {
      const response = await fetch(new URL(`/app/${asset}`, server.resolvedUrls?.local[0]))
      expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(probe)
    } finally {
      await server.close()
    }
  })

  it('keeps the assets of a server build, with and without `emitAssets`', async () => {
    for (const emitAssets of [false, true]) {
      const outDir = `ssr-${emitAssets}`
      await build(configOf({ build: { ssr: 'src/server.js', emitAssets, outDir } }, { config: CONFIG }))
      const objects = objectsIn(path.join(project.root, outDir))
      expect([...objects.keys()]).toEqual([expect.stringMatching(/^assets\/probe\.bpf-.*\.o$/), 'bpf/pair.bpf.o'])
      const address = String(await runBundle(path.join(project.root, outDir, 'server.js')))
      expect(sha256(readFileSync(new URL(address)))).toBe(probe)
    }
  })

  it.each(['es', 'cjs'] as const)('finds the file of ?path from a library, as %s', async (format) => {
    const lib = { entry: 'src/path.js', formats: [format], fileName: () => `lib.${format === 'cjs' ? 'cjs' : 'mjs'}` }
    await build(configOf({ build: { lib } }))
    const address = String(await runBundle(path.join(project.root, `dist/lib.${format === 'cjs' ? 'cjs' : 'mjs'}`)))
    expect(sha256(readFileSync(new URL(address)))).toBe(probe)
  })

  it('builds environments together, each with its own assets and each object linked once', async () => {
    const plugin = vitePlugin({ config: CONFIG })
    const linked: string[] = []
    plugin.api.onResult(({ id }) => linked.push(id))
    const builder = await createBuilder({
      ...configOf({}),
      plugins: [plugin],
      builder: { sharedConfigBuild: true, sharedPlugins: true },
      environments: {
        client: { build: { outDir: 'both/client', rolldownOptions: { input: 'src/main.js' } } },
        ssr: { build: { ssr: true, outDir: 'both/server', rolldownOptions: { input: 'src/server.js' } } },
      },
    })
    await Promise.all(Object.values(builder.environments).map((environment) => builder.build(environment)))
    for (const side of ['client', 'server']) {
      const objects = objectsIn(path.join(project.root, 'both', side))
      expect([...objects.keys()]).toEqual([expect.stringMatching(/^assets\/probe\.bpf-.*\.o$/), 'bpf/pair.bpf.o'])
    }
    expect(linked.sort()).toEqual(['pair', 'src/probe.bpf.c'])
  })
})

describe('dev', () => {
  it.each(['src/probe.bpf.c?import&url', '@id/__x00__virtual:bpf-linker/probe?url'])(
    'serves what %s points at, as bytes and below `base`',
    async (specifier) => {
      const config = { objects: { probe: { inputs: 'src/probe.bpf.c' } } }
      const server = await createServer(configOf({ base: '/app/', server: { port: 0, host: '127.0.0.1' } }, { config }))
      try {
        await server.listen()
        const origin = server.resolvedUrls?.local[0]
        const [, address = ''] = /"(.*)"/.exec(await (await fetch(new URL(specifier, origin))).text()) ?? []
        expect(address).toMatch(/^\/app\/.*\/probe\.bpf\.o$/)
        const response = await fetch(new URL(address, origin))
        expect(response.headers.get('content-type')).toBe('application/octet-stream')
        expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(probe)
      } finally {
        await server.close()
      }
    },
  )

  it('replaces the importers of a source and of an object when a header changes', async () => {
    const files = {
      'src/main.js': `${entryOf('./probe.bpf.c')}import 'virtual:bpf-linker/probe?meta'\nimport.meta.hot.accept()\n`,
    }
    project.write(files)
    const config = { objects: { probe: { inputs: 'src/probe.bpf.c' } } }
    const server = await createServer(configOf({ server: { middlewareMode: true, ws: false } }, { config }))
    try {
      const { client } = server.environments
      for (const url of ['/src/main.js', '/src/probe.bpf.c', 'virtual:bpf-linker/probe?meta'])
        await client.transformRequest(url)
      const sent: unknown[] = []
      client.hot.send = ((payload: unknown) => sent.push(payload)) as never
      project.write({ 'src/limits.h': '#define LIMIT 128\n' })
      await expect
        .poll(() => sent)
        .toContainEqual(
          expect.objectContaining({ type: 'update', updates: [expect.objectContaining({ path: '/src/main.js' })] }),
        )
      const { code = '' } = (await client.transformRequest('virtual:bpf-linker/probe?meta')) ?? {}
      expect(code).toContain('"maxEntries":128')
    } finally {
      await server.close()
    }
  })
})
