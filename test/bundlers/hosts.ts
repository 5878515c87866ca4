/** Every bundler, through its real API, behind one function each. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type Configuration as RspackConfiguration, rspack } from '@rspack/core'
import * as esbuild from 'esbuild'
import { rolldown } from 'rolldown'
import { type RollupError, rollup } from 'rollup'
import { type UserConfig as ViteConfig, build as viteBuild } from 'vite'
import webpack, { type Configuration as WebpackConfiguration } from 'webpack'
import esbuildPlugin from '../../src/plugin/esbuild.ts'
import type { PluginOptions } from '../../src/plugin/options.ts'
import rolldownPlugin from '../../src/plugin/rolldown.ts'
import rollupPlugin from '../../src/plugin/rollup.ts'
import rspackPlugin from '../../src/plugin/rspack.ts'
import vitePlugin from '../../src/plugin/vite.ts'
import webpackPlugin from '../../src/plugin/webpack.ts'

export interface BuildRequest {
  root: string
  /** `src/main.js`, relative to the root. */
  entry: string
  options: PluginOptions
  /** Drop what is not used, where that is left to a minifier. */
  minify?: boolean
}

/** What a user is shown of a failed build, taken from where the bundler keeps it. */
export interface ShownError {
  message: string
  file: string | undefined
  line: number | undefined
  /** From 1. */
  column: number | undefined
  /** Where the source line is shown. */
  frame: string
}

/** The built entry is `out/main.mjs`, for every host. */
export type BuildOutcome = { warnings: string[]; errors?: undefined } | { errors: ShownError[] }

export interface Host {
  name: string
  build(request: BuildRequest): Promise<BuildOutcome>
}

export const OUT = 'out'
export const BUNDLE = 'main.mjs'

/** A warning that a plugin took long says more of a busy machine than of the plugin. */
const checks = { bundlerTimings: false }

export const hosts: Host[] = [
  viteHost('vite build', (entry) => ({ build: { rolldownOptions: { input: entry, output: viteOutput } } })),
  viteHost('vite lib', (entry) => ({
    build: { lib: { entry, formats: ['es'], fileName: () => BUNDLE } },
  })),
  viteHost('vite ssr', (entry) => ({ build: { ssr: entry, rolldownOptions: { output: viteOutput } } })),
  rollupHost('rollup', async ({ root, entry, options }, onLog) => {
    const bundle = await inFolder(root, () =>
      rollup({
        input: path.join(root, entry),
        plugins: [rollupPlugin(options)],
        onLog: (level, log) => level === 'warn' && onLog(log.message),
      }),
    )
    await bundle.write({ dir: path.join(root, OUT), entryFileNames: BUNDLE, format: 'es' })
    await bundle.close()
  }),
  rollupHost('rolldown', async ({ root, entry, options }, onLog) => {
    const bundle = await inFolder(root, () =>
      rolldown({
        cwd: root,
        input: path.join(root, entry),
        plugins: [rolldownPlugin(options)],
        checks,
        onLog: (level, log) => level === 'warn' && onLog(log.message),
      }),
    )
    await bundle.write({ dir: path.join(root, OUT), entryFileNames: BUNDLE, format: 'es' })
    await bundle.close()
  }),
  esbuildHost('esbuild outdir', ({ entry }) => ({ entryPoints: { main: entry }, outdir: OUT })),
  esbuildHost('esbuild outfile', ({ entry }) => ({ entryPoints: [entry], outfile: `${OUT}/${BUNDLE}` })),
  esbuildHost('esbuild write: false', ({ entry }) => ({ entryPoints: { main: entry }, outdir: OUT, write: false })),
  {
    name: 'webpack',
    build: ({ root, entry, options, minify }) =>
      new Promise((resolve, reject) => {
        const config = {
          ...webpackConfig(root, entry, minify),
          plugins: [webpackPlugin(options)],
        } as WebpackConfiguration
        const compiler = webpack(config)
        compiler?.run((error, stats) => {
          compiler.close(() => {
            if (error !== null || stats === undefined) return reject(error)
            resolve(webpackOutcome(stats.toJson({ all: false, errors: true, warnings: true }), root))
          })
        })
      }),
  },
  {
    name: 'rspack',
    build: ({ root, entry, options, minify }) =>
      new Promise((resolve, reject) => {
        const config = {
          ...webpackConfig(root, entry, minify),
          plugins: [rspackPlugin(options)],
        } as RspackConfiguration
        const compiler = rspack(config)
        compiler.run((error, stats) => {
          compiler.close(() => {
            if (error !== null || stats === undefined) return reject(error)
            resolve(webpackOutcome(stats.toJson({ all: false, errors: true, warnings: true }), root))
          })
        })
      }),
  },
]

const viteOutput = { entryFileNames: BUNDLE }

function viteHost(name: string, config: (entry: string) => ViteConfig): Host {
  return rollupHost(name, async ({ root, entry, options }, onLog) => {
    const { build, ...rest } = config(path.join(root, entry))
    const logger = {
      info() {},
      warn: onLog,
      warnOnce: onLog,
      error() {},
      clearScreen() {},
      hasErrorLogged: () => false,
      hasWarned: false,
    }
    await viteBuild({
      root,
      configFile: false,
      customLogger: logger,
      plugins: [vitePlugin(options)],
      ...rest,
      build: { outDir: OUT, minify: false, ...build, rolldownOptions: { checks, ...build?.rolldownOptions } },
    })
  })
}

/** Rollup, Rolldown and Vite throw the plugin's error. */
function rollupHost(
  name: string,
  build: (request: BuildRequest, onLog: (text: string) => void) => Promise<void>,
): Host {
  return {
    name,
    async build(request) {
      const warnings: string[] = []
      try {
        await build(request, (text) => warnings.push(text))
      } catch (error) {
        // Rolldown, and Vite over it, throw one error that holds all.
        const { errors } = error as { errors?: RollupError[] }
        return { errors: (errors ?? [error as RollupError]).map(shownByRollup) }
      }
      return { warnings }
    },
  }
}

function shownByRollup({ message, loc, frame = '' }: RollupError): ShownError {
  return { message, file: loc?.file, line: loc?.line, column: loc?.column, frame }
}

function esbuildHost(name: string, config: (request: BuildRequest) => esbuild.BuildOptions): Host {
  return {
    name,
    async build(request) {
      try {
        const result = await esbuild.build({
          absWorkingDir: request.root,
          bundle: true,
          format: 'esm',
          outExtension: { '.js': '.mjs' },
          logLevel: 'silent',
          metafile: true,
          plugins: [esbuildPlugin(request.options)],
          ...config(request),
        })
        for (const { path: file, contents } of result.outputFiles ?? []) {
          await mkdir(path.dirname(file), { recursive: true })
          await writeFile(file, contents)
        }
        return { warnings: result.warnings.map(({ text }) => text) }
      } catch (error) {
        const { errors } = error as esbuild.BuildFailure
        return { errors: errors.map((message) => shownByEsbuild(message, request.root)) }
      }
    },
  }
}

function shownByEsbuild({ text, location }: esbuild.Message, root: string): ShownError {
  if (location === null) return { message: text, file: undefined, line: undefined, column: undefined, frame: '' }
  const { file, line, column, lineText } = location
  return { message: text, file: path.resolve(root, file), line, column: column + 1, frame: lineText }
}

function webpackConfig(root: string, entry: string, minify = false) {
  return {
    context: root,
    mode: minify ? 'production' : 'development',
    devtool: false,
    target: 'node20',
    entry: { main: `./${entry}` },
    output: { path: path.join(root, OUT), filename: BUNDLE, module: true, chunkFormat: 'module' },
    experiments: { outputModule: true },
    infrastructureLogging: { level: 'none' },
  }
}

function webpackOutcome(
  stats: { errors?: { message: string }[]; warnings?: { message: string }[] },
  root: string,
): BuildOutcome {
  const { errors = [], warnings = [] } = stats
  if (errors.length === 0) return { warnings: warnings.map(({ message }) => message) }
  return { errors: errors.map(({ message }) => shownByWebpack(message, root)) }
}

/**
 * webpack shows the message and nothing else, Rspack with a bar before each line and, where CI is set, in colour:
 * `x.bpf.c:3:10: error: …`.
 */
function shownByWebpack(shown: string, root: string): ShownError {
  const message = stripVTControlCharacters(shown)
  const [, file, line, column] = /^[\s│×⚠]*(\S+?):(\d+):(\d+): error: /m.exec(message) ?? []
  return { message, file: file && path.resolve(root, file), line: Number(line), column: Number(column), frame: message }
}

/** Rollup has no working directory of its own; its plugins look for the config in the process's. */
async function inFolder<T>(folder: string, run: () => T): Promise<T> {
  const before = process.cwd()
  process.chdir(folder)
  try {
    return run()
  } finally {
    process.chdir(before)
  }
}
