/** Everything that clang and the linker have to say, in each bundler's own form. */
import path from 'node:path'
import { type Configuration as RspackConfiguration, rspack } from '@rspack/core'
import * as esbuild from 'esbuild'
import { rollup } from 'rollup'
import { createServer } from 'vite'
import { afterAll, describe, expect, it, vi } from 'vitest'
import webpack, { type Configuration as WebpackConfiguration } from 'webpack'
import esbuildPlugin from '../../src/plugin/esbuild/esbuild.ts'
import rollupPlugin from '../../src/plugin/rollup/rollup.ts'
import vitePlugin from '../../src/plugin/vite/vite.ts'
import rspackPlugin from '../../src/plugin/webpack/rspack.ts'
import webpackPlugin from '../../src/plugin/webpack/webpack.ts'
import type { PluginOptions } from '../../src/settings/plugin_options.generated.ts'
import { hosts, type ShownError } from './hosts.ts'
import { createProject, entryOf, type Project } from './project.ts'

/** An error in a header of a header, one in a macro, a guess with its note, a fix-it. */
const FILES = {
  'src/deep.h': 'struct deep { int count; };\nstatic int in_header(struct deep *d) { return d->cuont; }\n',
  'src/middle.h': '#include "deep.h"\n',
  'src/broken.bpf.c': `#include "middle.h"
#define TWICE(x) ((x) * 2 + missing)
static int twice(int x) { return 2 * x; }
int broken(void *ctx) {
  int four = TWICE(2);
  return twicce(four)
}
`,
  'src/main.js': entryOf('./broken.bpf.c'),
}
/** A function that BPF cannot make, and how LLVM names it: by an address. */
const INDIRECT = 'int f(int (*g)(int, int, int, int, int, int)) { return g(1, 2, 3, 4, 5, 6); }\n'

/** Two definitions of one function. */
const TWICE = {
  'bpf/a.bpf.c': 'int verdict(void) { return 1; }\n',
  'bpf/b.bpf.c': '/* again */\nint verdict(void) { return 2; }\n',
  'src/main.js': entryOf('virtual:bpf-linker/both'),
}

const OPTIONS = { config: {}, assets: false } as const
const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

function project(files: Record<string, string> = FILES): Project {
  const made = createProject(files)
  projects.push(made)
  return made
}

describe.each(hosts)('$name', (host) => {
  async function errorsOf(files: Record<string, string>, options: PluginOptions = OPTIONS): Promise<ShownError[]> {
    const outcome = await host.build({ root: project(files).root, entry: 'src/main.js', options })
    if (outcome.errors === undefined) throw new Error('The build succeeded')
    return outcome.errors
  }

  it('tells of all errors, and shows neither a stack nor an address', async () => {
    const errors = await errorsOf(FILES)
    const text = errors.map(({ message, frame }) => `${message}\n${frame}`).join('\n')
    for (const what of ["'cuont'", "'missing'", "'twicce'", "expected ';'"]) expect(text).toContain(what)
    expect(text).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m)
    expect(text).not.toContain('node_modules')
  })

  it('shows what the linker refuses, with the line', async () => {
    const config = { objects: { both: { inputs: 'bpf/*.bpf.c' } } }
    const [error, ...more] = await errorsOf(TWICE, { config, assets: false })
    expect(more).toEqual([])
    expect(error).toMatchObject({ file: expect.stringMatching(/bpf\/b\.bpf\.c$/), line: 2 })
    expect(error?.message).toContain("'verdict' is defined in")
    expect(error?.frame).toContain('int verdict(void) { return 2; }')
  })

  it('names no node of LLVM’s by its address', async () => {
    const [error, ...more] = await errorsOf({ ...FILES, 'src/broken.bpf.c': INDIRECT })
    expect(more).toEqual([])
    expect(error?.message).toContain("in function 'f': indirect call: too many arguments")
    expect(error?.message).not.toMatch(/0x[0-9a-f]{4}/)
  })
})

it('esbuild: each error by itself, with location, notes and suggestion', async () => {
  const { root } = project()
  const build = esbuild.build({
    absWorkingDir: root,
    entryPoints: ['src/main.js'],
    bundle: true,
    write: false,
    logLevel: 'silent',
    plugins: [esbuildPlugin(OPTIONS)],
  })
  const { errors } = (await build.catch((error) => error)) as esbuild.BuildFailure
  // In esbuild's order: by file.
  expect(errors).toMatchObject([
    { text: "use of undeclared identifier 'missing'", location: { file: 'src/broken.bpf.c', line: 5, column: 13 } },
    { location: { line: 6, column: 9, length: 6, suggestion: 'twice' } },
    { location: { line: 6, column: 21, length: 0, suggestion: ';' } },
    {
      text: "no member named 'cuont' in 'struct deep'",
      location: { file: 'src/deep.h', line: 2, column: 49, length: 5, lineText: FILES['src/deep.h'].split('\n')[1] },
      detail: { code: 'COMPILE_ERROR' },
    },
  ])
  // The last is esbuild's own: which import it was.
  expect(errors.map(({ notes }) => notes.slice(0, -1).map(({ text, location }) => [text, location?.lineText]))).toEqual(
    [
      [["expanded from macro 'TWICE'", '#define TWICE(x) ((x) * 2 + missing)']],
      [
        ["did you mean 'twice'?", '  return twicce(four)'],
        ["'twice' declared here", 'static int twice(int x) { return 2 * x; }'],
      ],
      [],
      [
        ['included from here', '#include "middle.h"'],
        ['included from here', '#include "deep.h"'],
      ],
    ],
  )
})

describe.each([
  [
    'webpack',
    (config: object, done: (error: unknown, stats: Stats | undefined) => void) => {
      const compiler = webpack({ ...config, plugins: [webpackPlugin(OPTIONS)] } as WebpackConfiguration)
      compiler?.run((error, stats) => compiler.close(() => done(error, stats)))
    },
  ],
  [
    'rspack',
    (config: object, done: (error: unknown, stats: Stats | undefined) => void) => {
      const compiler = rspack({ ...config, plugins: [rspackPlugin(OPTIONS)] } as RspackConfiguration)
      compiler.run((error, stats) => compiler.close(() => done(error, stats)))
    },
  ],
])('%s', (_, run) => {
  it('has each error by itself, with module, place and no stack', async () => {
    const { root } = project()
    const config = {
      context: root,
      mode: 'development',
      devtool: false,
      entry: './src/main.js',
      output: { path: path.join(root, 'out') },
      infrastructureLogging: { level: 'none' },
    }
    const stats = await new Promise<Stats>((resolve, reject) => {
      run(config, (error, result) => (result === undefined ? reject(error) : resolve(result)))
    })
    const { errors = [] } = stats.toJson({ all: false, errors: true, errorDetails: true })
    expect(errors.map(({ moduleName, file, loc }) => [moduleName, file, loc])).toEqual([
      // In a header: its name, and where the module includes it.
      ['./src/broken.bpf.c', 'src/deep.h', expect.stringMatching(/^1:0/)],
      ['./src/broken.bpf.c', undefined, '5:13-21'],
      ['./src/broken.bpf.c', undefined, '6:9-15'],
      ['./src/broken.bpf.c', undefined, expect.stringMatching(/^6:21/)],
    ])
    expect(errors.map(({ details }) => details ?? '')).toEqual(['', '', '', ''])
    expect(errors.map(({ message }) => message).join('\n')).toContain('[COMPILE_ERROR]')
  })
})

interface Stats {
  toJson(options: object): {
    errors?: { message: string; moduleName?: string; file?: string; loc?: string; details?: string }[]
  }
}

it('Rollup: the first error with loc and frame, the others in its message', async () => {
  const { root } = project()
  const build = rollup({ input: path.join(root, 'src/main.js'), plugins: [rollupPlugin(OPTIONS)] })
  const error = await build.catch((thrown) => thrown)
  const file = path.join(root, 'src/deep.h')
  expect(error).toMatchObject({
    plugin: 'bpf-linker',
    pluginCode: 'COMPILE_ERROR',
    id: file,
    loc: { file, line: 2, column: 50 },
    frame: expect.stringContaining('^~~~~'),
    stack: '',
  })
})

it('Vite: what its overlay shows', async () => {
  const { root } = project()
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1' },
    plugins: [vitePlugin(OPTIONS)],
  })
  try {
    await server.listen()
    const send = vi.spyOn(server.environments.client.hot, 'send')
    const response = await fetch(new URL('/src/broken.bpf.c?import', server.resolvedUrls?.local[0]))
    expect(response.status).toBe(500)
    const file = path.join(root, 'src/deep.h')
    expect(send).toHaveBeenCalledWith({
      type: 'error',
      err: expect.objectContaining({
        plugin: 'bpf-linker',
        id: file,
        loc: { file, line: 2, column: 50 },
        frame: expect.stringContaining('^~~~~'),
        message: expect.stringContaining("'twice' declared here"),
        stack: '',
      }),
    })
  } finally {
    await server.close()
  }
})
