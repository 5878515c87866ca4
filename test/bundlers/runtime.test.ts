/**
 * Generated code imports `bpf-linker/runtime`. The package is a tool of the build and not installed where a server's
 * bundle runs, so that bundles have it inside; only who says so gets an import.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import rolldownPlugin from '../../src/plugin/rollup/rolldown.ts'
import rollupPlugin from '../../src/plugin/rollup/rollup.ts'
import vitePlugin from '../../src/plugin/vite/vite.ts'
import { buildCommand } from '../support/command.ts'
import { createProject, FILES, type Project } from './project.ts'

const ENTRY = `import { decode } from 'bpf-linker/runtime'
import { mapCodecs } from './probe.bpf.c'
console.log(decode(new Uint8Array(4), mapCodecs.counts.key))
`
const options = { config: { types: true }, assets: false } as const
const repository = path.resolve(import.meta.dirname, '../..')
let project: Project

beforeAll(() => {
  buildCommand()
  project = createProject({ ...FILES, 'src/main.js': ENTRY })
  // A folder, as npm installs it: hosts take a link into the repository for source code.
  const installed = path.join(project.root, 'node_modules/bpf-linker')
  mkdirSync(installed, { recursive: true })
  for (const room of ['dist/runtime', 'dist/bpf']) {
    cpSync(path.join(repository, room), path.join(installed, room), { recursive: true })
  }
  const exports = { './runtime': './dist/runtime/index.js' }
  writeFileSync(path.join(installed, 'package.json'), JSON.stringify({ name: 'bpf-linker', type: 'module', exports }))
})
afterAll(() => project.remove())

function bundled(folder: string): string {
  const out = path.join(project.root, folder)
  return readdirSync(out)
    .map((file) => readFileSync(path.join(out, file), 'utf8'))
    .join('\n')
}

test.each([
  ['server', { ssr: 'src/main.js' }],
  ['library', { lib: { entry: 'src/main.js', formats: ['es' as const] } }],
])('Vite, %s', async (name, how) => {
  await build({
    root: project.root,
    logLevel: 'error',
    plugins: [vitePlugin(options)],
    build: { outDir: `vite-${name}`, minify: false, ...how },
  })
  expect(bundled(`vite-${name}`)).toMatch(/class CodecError|CodecError = class/)
  expect(bundled(`vite-${name}`)).not.toMatch(/from ['"]bpf-linker\/runtime/)
})

test.each([
  ['rollup', () => rollup({ input: path.join(project.root, 'src/main.js'), plugins: [rollupPlugin(options)] })],
  ['rolldown', () => rolldown({ input: path.join(project.root, 'src/main.js'), plugins: [rolldownPlugin(options)] })],
] as const)('%s', async (name, start) => {
  const bundle = await start()
  await bundle.write({ dir: path.join(project.root, name) })
  expect(bundled(name)).toMatch(/class CodecError|CodecError = class/)
  expect(bundled(name)).not.toMatch(/from ['"]bpf-linker\/runtime/)
})

test('rollup, external', async () => {
  const external = ['bpf-linker/runtime']
  const bundle = await rollup({
    input: path.join(project.root, 'src/main.js'),
    external,
    plugins: [rollupPlugin(options)],
  })
  await bundle.write({ dir: path.join(project.root, 'external') })
  expect(bundled('external')).toMatch(/from ['"]bpf-linker\/runtime/)
  expect(bundled('external')).not.toContain('class CodecError')
})
