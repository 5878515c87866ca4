/** What only esbuild has options for: names, public paths, the metafile, formats. */
import path from 'node:path'
import * as esbuild from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import esbuildPlugin from '../../src/plugin/esbuild/esbuild.ts'
import { createProject, entryOf, FILES, type Project, runBundle, sha256 } from './project.ts'

const CONFIG = { objects: { pair: { inputs: 'bpf/*.bpf.c' } } } as const

let project: Project
let probe: string
beforeAll(async () => {
  project = createProject({
    ...FILES,
    'src/url.js': entryOf('./probe.bpf.c?url'),
    'src/deep/path.js': entryOf('../probe.bpf.c?path'),
    'src/plain.js': 'globalThis.imported = 1\n',
  })
  probe = sha256((await link({ inputs: ['src/probe.bpf.c'], cwd: project.root })).bytes)
})
afterAll(() => project.remove())

function build(options: esbuild.BuildOptions, assets = false) {
  return esbuild.build({
    absWorkingDir: project.root,
    bundle: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
    metafile: true,
    plugins: [esbuildPlugin({ config: CONFIG, assets })],
    ...options,
  })
}

describe('?url', () => {
  it('has the name, the hash and the folder that `assetNames` says, and is in the metafile', async () => {
    const { metafile } = await build({
      entryPoints: ['src/url.js'],
      outdir: 'named',
      assetNames: 'static/[dir]/[name]-[hash]',
    })
    const [asset, ...more] = Object.keys(metafile?.outputs ?? {}).filter((name) => name.endsWith('.o'))
    expect(more).toEqual([])
    expect(asset).toMatch(/^named\/static\/(?:src\/)?probe\.bpf-[A-Z0-9]{8}\.o$/)
    expect(metafile?.outputs[asset ?? '']?.bytes).toBeGreaterThan(100)
    const bundle = Object.values(metafile?.outputs ?? {}).find(({ entryPoint }) => entryPoint !== undefined)
    expect(bundle?.imports).toContainEqual({ path: asset, kind: 'file-loader' })
  })

  it('is below `publicPath`', async () => {
    await build({ entryPoints: ['src/url.js'], outdir: 'public', publicPath: 'https://cdn.example/x' })
    const address = String(await runBundle(path.join(project.root, 'public/url.mjs')))
    expect(address).toMatch(/^https:\/\/cdn\.example\/x\/probe\.bpf-[A-Z0-9]{8}\.o$/)
  })

  it('is among the files of `write: false`, with its hash', async () => {
    const { outputFiles = [] } = await build({ entryPoints: ['src/url.js'], outdir: 'unwritten', write: false })
    const asset = outputFiles.find((file) => file.path.endsWith('.o'))
    expect(sha256(asset?.contents ?? new Uint8Array())).toBe(probe)
  })

  it('is beside the only file of `outfile`', async () => {
    await build({ entryPoints: ['src/url.js'], outfile: 'single/deep/bundle.mjs' })
    expect(await runBundle(path.join(project.root, 'single/deep/bundle.mjs'))).toMatch(
      /^\.\/probe\.bpf-[A-Z0-9]{8}\.o$/,
    )
  })
})

describe('?path', () => {
  it.each([
    ['esm', '.mjs'],
    ['cjs', '.cjs'],
  ] as const)('works from an entry in a folder, as %s', async (format, extension) => {
    const entryPoints = ['src/deep/path.js', 'src/plain.js']
    const outExtension = { '.js': extension }
    await build({
      entryPoints,
      outdir: format,
      format,
      outExtension,
      platform: 'node',
      assetNames: 'assets/[name]-[hash]',
    })
    const address = String(await runBundle(path.join(project.root, format, `deep/path${extension}`)))
    expect(path.relative(project.root, new URL(address).pathname)).toMatch(
      /^(esm|cjs)\/assets\/probe\.bpf-[A-Z0-9]{8}\.o$/,
    )
  })

  it('is refused under `publicPath`', async () => {
    const building = build({ entryPoints: ['src/deep/path.js'], outdir: 'refused', platform: 'node', publicPath: '/x' })
    await expect(building).rejects.toThrow('publicPath')
  })
})

it('writes objects that nothing imports into the folder, and tells the metafile', async () => {
  const { metafile } = await build({ entryPoints: ['src/plain.js'], outdir: 'emitted' }, true)
  expect(Object.keys(metafile?.outputs ?? {}).sort()).toEqual(['emitted/bpf/pair.bpf.o', 'emitted/plain.mjs'])
})
