/** What only Rollup and Rolldown have: formats, names of assets, and modules that later plugins see. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import rolldownPlugin from '../../src/plugin/rollup/rolldown.ts'
import rollupPlugin from '../../src/plugin/rollup/rollup.ts'
import { createProject, entryOf, FILES, type Project, runBundle, sha256 } from './project.ts'

const OPTIONS = { config: {}, assets: false } as const

interface Output {
  dir: string
  format: 'es' | 'cjs' | 'iife'
  entryFileNames: string
  assetFileNames: string
  sourcemap: boolean
}

describe.each([
  [
    'rollup',
    async (input: string, output: Output) => (await rollup({ input, plugins: [rollupPlugin(OPTIONS)] })).write(output),
  ],
  [
    'rolldown',
    async (input: string, output: Output) =>
      (await rolldown({ input, plugins: [rolldownPlugin(OPTIONS)] })).write(output),
  ],
] as const)('%s', (_, build) => {
  let project: Project
  let probe: string
  beforeAll(async () => {
    project = createProject({
      ...FILES,
      'src/bytes.js': entryOf('./probe.bpf.c'),
      'src/path.js': entryOf('./probe.bpf.c?path'),
      'src/unused.js': "import meta from './probe.bpf.c?meta'\nimport './probe.bpf.c'\nglobalThis.imported = 1\n",
    })
    probe = sha256((await link({ inputs: [entry('probe.bpf.c')] })).bytes)
  })
  afterAll(() => project.remove())

  const outputOf = (dir: string, format: Output['format'], extension = '.js'): Output => ({
    dir: path.join(project.root, dir),
    format,
    entryFileNames: `deep/[name]${extension}`,
    assetFileNames: 'static/[name]-[hash][extname]',
    sourcemap: true,
  })
  const entry = (file: string) => path.join(project.root, 'src', file)

  it.each([
    ['es', '.mjs'],
    ['cjs', '.cjs'],
  ] as const)('finds the file of ?path from a folder, as %s', async (format, extension) => {
    const output = outputOf(format, format, extension)
    await build(entry('path.js'), output)
    const address = String(await runBundle(path.join(output.dir, `deep/path${extension}`)))
    expect(path.relative(output.dir, new URL(address).pathname)).toMatch(/^static\/probe\.bpf-[\w-]{8}\.o$/)
    expect(sha256(readFileSync(new URL(address)))).toBe(probe)
  })

  it('has no file for the scripts of browsers', async () => {
    await expect(build(entry('path.js'), outputOf('iife', 'iife'))).rejects.toThrow(/probe\.bpf\.c\?path.*browsers/s)
  })

  it('drops what is imported and not used', async () => {
    const output = outputOf('unused', 'es', '.mjs')
    await build(entry('unused.js'), output)
    expect(readFileSync(path.join(output.dir, 'deep/unused.mjs'), 'utf8')).not.toMatch(/BPF_MAP_TYPE|atob/)
  })

  it('maps nothing of the module to the source', async () => {
    const output = outputOf('maps', 'es', '.mjs')
    await build(entry('bytes.js'), output)
    const { sources } = JSON.parse(readFileSync(path.join(output.dir, 'deep/bytes.mjs.map'), 'utf8'))
    expect(sources).toEqual(['../../src/bytes.js'])
  })
})
