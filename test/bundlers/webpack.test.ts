/** What only webpack and Rspack have options for: names of assets, public paths, targets, caches, side effects. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Configuration as RspackConfiguration, rspack } from '@rspack/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webpack, { type Configuration as WebpackConfiguration } from 'webpack'
import { link } from '../../src/index.ts'
import rspackPlugin from '../../src/plugin/webpack/rspack.ts'
import webpackPlugin from '../../src/plugin/webpack/webpack.ts'
import type { PluginOptions } from '../../src/settings/plugin_options.generated.ts'
import { BROKEN_SOURCE, createProject, entryOf, FILES, type Project, runBundle, sha256 } from './project.ts'

interface Stats {
  toJson(options: object): { errors?: { message: string }[]; warnings?: { message: string }[] }
}
type Done = (error: Error | null, stats?: Stats) => void
const OPTIONS = { config: {}, assets: false } as const

const hosts: [name: string, run: (config: object, done: Done, options?: PluginOptions) => void][] = [
  [
    'webpack',
    (config, done, options = OPTIONS) => {
      const compiler = webpack({ ...config, plugins: [webpackPlugin(options)] } as WebpackConfiguration)
      compiler?.run((error, stats) => compiler.close(() => done(error, stats)))
    },
  ],
  [
    'rspack',
    (config, done, options = OPTIONS) => {
      const compiler = rspack({ ...config, plugins: [rspackPlugin(options)] } as RspackConfiguration)
      compiler.run((error, stats) => compiler.close(() => done(error, stats)))
    },
  ],
]

describe.each(hosts)('%s', (name, run) => {
  let project: Project
  let probe: string
  beforeAll(async () => {
    project = createProject({
      ...FILES,
      'src/url.js': entryOf('./probe.bpf.c?url'),
      'src/path.js': entryOf('./probe.bpf.c?path'),
      'src/broken.bpf.c': BROKEN_SOURCE,
      'src/named.js':
        "import { mapCodecs, programs } from './broken.bpf.c'\nglobalThis.imported = [mapCodecs, programs]\n",
      'src/unused.js': "import './probe.bpf.c?meta'\nimport unused from './probe.bpf.c'\nglobalThis.imported = 1\n",
      'src/picture.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'src/both.js': "import './picture.svg'\nimport value from './probe.bpf.c?url'\nglobalThis.imported = value\n",
    })
    probe = sha256((await link({ inputs: ['src/probe.bpf.c'], cwd: project.root })).bytes)
  })
  afterAll(() => project.remove())

  async function messagesOf(
    entry: string,
    folder: string,
    config: { output?: object } & Record<string, unknown> = {},
    options?: PluginOptions,
  ) {
    const stats = await new Promise<Stats>((resolve, reject) => {
      const { output, ...rest } = config
      const base = {
        context: project.root,
        mode: 'development',
        devtool: false,
        target: 'node20',
        entry: { main: entry },
        output: { path: path.join(project.root, folder), filename: 'js/[name].cjs', ...output },
        infrastructureLogging: { level: 'none' },
      }
      run({ ...base, ...rest }, (error, result) => (result === undefined ? reject(error) : resolve(result)), options)
    })
    return stats.toJson({ all: false, errors: true, warnings: true })
  }

  async function build(...args: Parameters<typeof messagesOf>) {
    expect(await messagesOf(...args)).toMatchObject({ errors: [], warnings: [] })
    return path.join(project.root, args[1])
  }

  function cacheIn(folder: string): object {
    const cacheDirectory = path.join(project.root, folder)
    return name === 'webpack'
      ? { type: 'filesystem', cacheDirectory }
      : { type: 'persistent', storage: { type: 'filesystem', directory: cacheDirectory } }
  }

  const filesOf = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => path.extname(file) !== '')

  it('names assets as `output.assetModuleFilename` says, below `publicPath`', async () => {
    const output = {
      assetModuleFilename: 'static/[path][name].[contenthash:8][ext]',
      publicPath: 'https://cdn.example/',
    }
    const folder = await build('./src/url.js', `named-${name}`, { output })
    const [asset = '', ...more] = filesOf(folder).filter((file) => file.endsWith('.o'))
    expect(more).toEqual([])
    expect(asset).toMatch(/^static\/src\/probe\.bpf\.[0-9a-f]{8}\.o$/)
    expect(sha256(readFileSync(path.join(folder, asset)))).toBe(probe)
    expect(await runBundle(path.join(folder, 'js/main.cjs'))).toBe(`https://cdn.example/${asset}`)
  })

  it('names assets as a function says, and as the bundler names its own', async () => {
    const rules = [{ test: /\.svg$/, type: 'asset/resource' }]
    const output = {
      assetModuleFilename: ({ filename = '' }) => `fn/${path.basename(filename).split('.')[0]}-[hash:6][ext]`,
    }
    const folder = await build('./src/both.js', `function-${name}`, { output, module: { rules } })
    const files = filesOf(folder).filter((file) => file.startsWith('fn/'))
    expect(files.sort()).toEqual([
      expect.stringMatching(/^fn\/picture-[0-9a-f]{6}\.svg$/),
      expect.stringMatching(/^fn\/probe-[0-9a-f]{6}\.o$/),
    ])
  })

  it.each([
    ['CommonJS', {}, 'js/main.cjs'],
    [
      'a module',
      { output: { filename: 'js/main.mjs', module: true }, experiments: { outputModule: true } },
      'js/main.mjs',
    ],
  ])(
    'finds the file of ?path from a folder, whatever `publicPath` is, as %s',
    async (kind, config: { output?: object }, file) => {
      const output = { publicPath: '/elsewhere/', assetModuleFilename: 'assets/[hash][ext]', ...config.output }
      const folder = await build('./src/path.js', `path-${kind.length}-${name}`, { ...config, output })
      const address = String(await runBundle(path.join(folder, file)))
      expect(address).toMatch(/^file:/)
      expect(sha256(readFileSync(new URL(address)))).toBe(probe)
    },
  )

  it('drops what is imported and not used', async () => {
    const folder = await build('./src/unused.js', `unused-${name}`, { mode: 'production' })
    expect(readFileSync(path.join(folder, 'js/main.cjs'), 'utf8')).not.toMatch(/BPF_MAP_TYPE|atob/)
  })

  it('says of a broken source what is broken, not that names are missing', async () => {
    const { errors = [], warnings } = await messagesOf('./src/named.js', `named-of-broken-${name}`)
    expect(warnings).toEqual([])
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("'twicce'")])
  })

  it('has the asset again when the module comes from the cache', async () => {
    const cache = cacheIn(`cache-${name}`)
    for (const folder of [`first-${name}`, `second-${name}`]) {
      const made = await build('./src/url.js', folder, { cache })
      const [asset = ''] = filesOf(made).filter((file) => file.endsWith('.o'))
      expect(sha256(readFileSync(path.join(made, asset)))).toBe(probe)
    }
  })

  it('takes no module from the cache when a header or a config has appeared that counts', async () => {
    const cache = cacheIn(`late-cache-${name}`)
    const lengthNow = async () => {
      const folder = await build('./late/main.js', `late-${name}`, { cache }, { assets: false })
      return await runBundle(path.join(folder, 'js/main.cjs'))
    }
    project.write({
      'late/main.js':
        "import { maps, profile } from './late.bpf.c?meta'\nglobalThis.imported = [profile.name, maps.length]\n",
      'late/late.bpf.c': `#if __has_include("maps.h")
#include "maps.h"
#endif
__attribute__((section("xdp"), used)) int late(void *ctx) { return 2; }
`,
    })
    expect(await lengthNow()).toEqual(['generic', 0])
    const map =
      'struct { int (*type)[2]; int (*max_entries)[1]; int *key, *value; } one __attribute__((section(".maps"), used));\n'
    project.write({ 'late/maps.h': map })
    expect(await lengthNow()).toEqual(['generic', 1])
    project.write({ 'bpf-linker.config.json': '{ "profile": "linux-6.1" }' })
    expect(await lengthNow()).toEqual(['linux-6.1', 1])
    rmSync(path.join(project.root, 'late/maps.h'))
    rmSync(path.join(project.root, 'bpf-linker.config.json'))
    expect(await lengthNow()).toEqual(['generic', 0])
  })
})
