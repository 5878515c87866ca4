/** webpack and Rspack. */
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type Configuration as RspackConfiguration, rspack } from '@rspack/core'
import webpack, { type Configuration as WebpackConfiguration } from 'webpack'
import rspackPlugin from '../../../src/plugin/webpack/rspack.ts'
import webpackPlugin from '../../../src/plugin/webpack/webpack.ts'
import {
  BUNDLE,
  type BuildOutcome,
  type BuildRequest,
  createOutcomes,
  type Host,
  madeInto,
  OUT,
  pluginFor,
  type ShownError,
} from './host.ts'

interface Stats {
  toJson(options: object): { errors?: { message: string }[]; warnings?: { message: string }[] }
}

type Done = (error: Error | null, stats?: Stats) => void

/** What both compilers have. */
interface Compiler {
  run(done: Done): void
  watch(options: { aggregateTimeout: number }, done: Done): unknown
  close(done: () => void): void
}

export const webpackHosts: Host[] = [
  webpackHost(
    'webpack',
    (request) =>
      webpack({
        ...configOf(request),
        plugins: [pluginFor(request, webpackPlugin)],
      } as WebpackConfiguration) as Compiler,
  ),
  webpackHost(
    'rspack',
    (request) =>
      rspack({ ...configOf(request), plugins: [pluginFor(request, rspackPlugin)] } as RspackConfiguration) as Compiler,
  ),
]

function webpackHost(name: string, compilerOf: (request: BuildRequest) => Compiler): Host {
  return {
    name,
    platforms: ['node', 'browser'],
    attributes: true,
    writes: true,
    build: (request) =>
      new Promise((resolve, reject) => {
        const compiler = compilerOf(request)
        compiler.run((error, stats) => {
          compiler.close(() => {
            if (error !== null || stats === undefined) reject(error)
            else resolve(outcomeOf(stats, request.root))
          })
        })
      }),
    async watch(request) {
      const outcomes = createOutcomes()
      const compiler = compilerOf(request)
      compiler.watch({ aggregateTimeout: 20 }, (error, stats) => {
        if (error !== null || stats === undefined) throw error
        outcomes.push(outcomeOf(stats, request.root))
      })
      return { next: outcomes.next, close: () => new Promise((resolve) => compiler.close(resolve)) }
    },
  }
}

function configOf({ root, entry, minify = false, platform = 'node' }: BuildRequest) {
  return {
    context: root,
    mode: minify ? 'production' : 'development',
    devtool: false,
    target: platform === 'node' ? 'node20' : 'web',
    entry: { main: `./${entry}` },
    output: { path: path.join(root, OUT), filename: BUNDLE, module: true, chunkFormat: 'module' },
    experiments: { outputModule: true },
    infrastructureLogging: { level: 'none' },
  }
}

function outcomeOf(stats: Stats, root: string): BuildOutcome {
  const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true })
  if (errors.length > 0) return { errors: errors.map(({ message }) => shownByWebpack(message, root)) }
  return madeInto(
    root,
    warnings.map(({ message }) => message),
  )
}

/**
 * webpack shows the message and nothing else, Rspack with a bar before each line and, where CI is set, in colour:
 * `x.bpf.c:3:10: error: …`.
 */
function shownByWebpack(shown: string, root: string): ShownError {
  const message = stripVTControlCharacters(shown)
  const [, file, line, column] = /^[\s│×⚠]*(\S+?):(\d+)(?::(\d+))?: error: /m.exec(message) ?? []
  return { message, file: file && path.resolve(root, file), line: Number(line), column: Number(column), frame: message }
}
