/** What bundlers are told besides errors: warnings, once; a line for each object; and nothing on standard output. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { createLogger, build as viteBuild } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webpack, { type Configuration } from 'webpack'
import rolldownPlugin from '../../src/plugin/rollup/rolldown.ts'
import rollupPlugin from '../../src/plugin/rollup/rollup.ts'
import vitePlugin from '../../src/plugin/vite/vite.ts'
import webpackPlugin from '../../src/plugin/webpack/webpack.ts'
import type { PluginOptions } from '../../src/settings/plugin_options.generated.ts'
import { buildCommand } from '../support/command.ts'
import { hosts } from './hosts.ts'
import { createProject, entryOf, FILES, type Project } from './project.ts'

const UNUSED = `${FILES['src/probe.bpf.c']}static int unused(void) { return 0; }\n`
const WARNED = { ...FILES, 'src/probe.bpf.c': UNUSED, 'src/main.js': entryOf('./probe.bpf.c') }
const OPTIONS: PluginOptions = {
  config: {
    cflags: ['-Wunused-function'],
    profile: 'linux-5.10',
    objects: { both: { inputs: 'src/probe.bpf.c', profiles: ['linux-5.10', 'linux-6.12'] } },
  },
}
const LINES = [
  /^both\.linux-5\.10\.bpf\.o \(linux-5\.10\): 1 program, \d+ instructions, [\d.]+ kB, (?:gzip \d+ B, )?Linux 4\.\d+, [\d.]+ m?s$/,
  /^both\.linux-6\.12\.bpf\.o \(linux-6\.12\): /,
  /^probe\.bpf\.o \(linux-5\.10\): /,
]

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})
function project(): string {
  const made = createProject(WARNED)
  projects.push(made)
  return made.root
}

describe.each(hosts)('$name', (host) => {
  const build = (options: PluginOptions) => host.build({ root: project(), entry: 'src/main.js', options })

  it('warns once of what three objects have in common', async () => {
    const outcome = await build(OPTIONS)
    if (outcome.errors !== undefined) throw new Error(outcome.errors[0]?.message)
    expect(outcome.warnings).toEqual([expect.stringContaining("unused function 'unused'")])
  })

  it('fails for warnings where it is told to', async () => {
    const { errors } = await build({ ...OPTIONS, assets: false, failOnWarn: true })
    expect(errors).toMatchObject([
      { line: 22, column: 12, message: expect.stringContaining("unused function 'unused'") },
    ])
  })
})

describe('a line for each object', () => {
  function expectLines(told: string[]) {
    const lines = told.filter((line) => line.includes('.bpf.o (')).sort()
    expect(lines).toEqual(LINES.map((line) => expect.stringMatching(line)))
  }

  it('Vite, with the size after gzip', async () => {
    const root = project()
    const told: string[] = []
    const info = (text: string) => {
      told.push(text)
    }
    const customLogger = { ...createLogger('silent'), info }
    const rolldownOptions = { input: path.join(root, 'src/main.js') }
    await viteBuild({
      root,
      configFile: false,
      customLogger,
      plugins: [vitePlugin(OPTIONS)],
      build: { rolldownOptions },
    })
    expectLines(told)
    expect(told.at(-1)).toContain(', gzip ')
  })

  it.each([
    ['Rollup', rollup, rollupPlugin],
    ['Rolldown', rolldown, rolldownPlugin],
  ])('%s, where somebody takes its logs', async (_, bundle, plugin) => {
    const root = project()
    const told: string[] = []
    const before = process.cwd()
    process.chdir(root)
    try {
      const onLog = (level: string, { message }: { message: string }) => {
        if (level === 'info') told.push(message.replace('[plugin bpf-linker] ', ''))
      }
      const input = path.join(root, 'src/main.js')
      const built = await (bundle as typeof rollup)({ input, plugins: [plugin(OPTIONS) as never], onLog })
      await built.generate({})
      await built.close()
    } finally {
      process.chdir(before)
    }
    expectLines(told)
  })

  it('webpack, in its stats', async () => {
    const root = project()
    const config = {
      context: root,
      mode: 'development',
      entry: './src/main.js',
      output: { path: path.join(root, 'out') },
    }
    const stats = await new Promise<webpack.Stats>((resolve, reject) => {
      const compiler = webpack({ ...config, plugins: [webpackPlugin(OPTIONS)] } as Configuration)
      compiler?.run((error, result) => compiler.close(() => (result === undefined ? reject(error) : resolve(result))))
    })
    const { logging } = stats.toJson({ all: false, logging: 'info' })
    expectLines(logging?.['bpf-linker']?.entries.map(({ message }) => message ?? '') ?? [])
  })
})

describe('standard output', () => {
  beforeAll(buildCommand)

  const module = (name: string) => JSON.stringify(import.meta.resolve(name))
  const options = JSON.stringify(OPTIONS)
  const run = `await bundle({ input: 'src/main.js', plugins: [plugin(${options})] }).then((b) => b.generate({}))`
  const compile = `
    const config = { context: process.cwd(), mode: 'development', entry: './src/main.js', plugins: [plugin(${options})] }
    const compiler = bundle(config)
    await new Promise((resolve) => compiler.run(() => compiler.close(resolve)))`
  it.each([
    ['rollup', `import { rollup as bundle } from ${module('rollup')}`, run],
    ['rolldown', `import { rolldown as bundle } from ${module('rolldown')}`, run],
    ['webpack', `import bundle from ${module('webpack')}`, compile],
    ['rspack', `import { rspack as bundle } from ${module('@rspack/core')}`, compile],
    [
      'rollup',
      `import { watch } from ${module('rollup')}`,
      `const watcher = watch({ input: 'src/main.js', output: { dir: 'out' }, plugins: [plugin(${options})] })
       await new Promise((resolve) => watcher.on('event', ({ code }) => code === 'END' && resolve()))
       await watcher.close()`,
    ],
    [
      'esbuild',
      `import { build } from ${module('esbuild')}`,
      `await build({ entryPoints: ['src/main.js'], bundle: true, outdir: 'out', plugins: [plugin(${options})] })`,
    ],
    [
      'vite',
      `import { build } from ${module('vite')}`,
      `await build({ logLevel: 'warn', build: { rolldownOptions: { input: 'src/main.js' } }, plugins: [plugin(${options})] })`,
    ],
  ])('%s: nothing of ours, whatever is debugged', async (name, imported, script) => {
    const code = `${imported}\nimport plugin from ${module(`bpf-linker/${name}`)}\n${script}`
    const env = { ...process.env, DEBUG: 'bpf-linker:*', NO_COLOR: '1' }
    const ended = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
      cwd: project(),
      env,
    })
    expect(ended.stdout).toBe('')
    expect(ended.stderr).toMatch(/^bpf-linker:link link .*probe\.bpf\.c: done in /m)
  })
})
