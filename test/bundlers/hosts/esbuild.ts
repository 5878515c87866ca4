import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as esbuild from 'esbuild'
import esbuildPlugin from '../../../src/plugin/esbuild/esbuild.ts'
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

export const esbuildHosts: Host[] = [
  esbuildHost('esbuild outdir', ({ entry }) => ({ entryPoints: { main: entry }, outdir: OUT })),
  esbuildHost('esbuild outfile', ({ entry }) => ({ entryPoints: [entry], outfile: `${OUT}/${BUNDLE}` })),
  esbuildHost('esbuild write: false', ({ entry }) => ({ entryPoints: { main: entry }, outdir: OUT, write: false })),
]

function esbuildHost(name: string, config: (request: BuildRequest) => esbuild.BuildOptions): Host {
  const optionsOf = (request: BuildRequest): esbuild.BuildOptions => ({
    absWorkingDir: request.root,
    bundle: true,
    format: 'esm',
    platform: request.platform ?? 'browser',
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
    metafile: true,
    plugins: [pluginFor(request, esbuildPlugin)],
    ...config(request),
  })
  return {
    name,
    platforms: ['browser', 'node'],
    attributes: true,
    writes: true,
    async build(request) {
      try {
        return await made(await esbuild.build(optionsOf(request)), request.root)
      } catch (error) {
        return failureOf(error as esbuild.BuildFailure, request.root)
      }
    },
    async watch(request) {
      const outcomes = createOutcomes()
      const options = optionsOf(request)
      const observer: esbuild.Plugin = {
        name: 'observer',
        setup(build) {
          build.onEnd(async (result) => {
            const { errors } = result
            outcomes.push(errors.length > 0 ? failureOf({ errors }, request.root) : await made(result, request.root))
          })
        },
      }
      const context = await esbuild.context({ ...options, plugins: [...(options.plugins ?? []), observer] })
      await context.watch()
      return { next: outcomes.next, close: () => context.dispose() }
    },
  }
}

async function made({ outputFiles = [], warnings }: esbuild.BuildResult, root: string): Promise<BuildOutcome> {
  for (const { path: file, contents } of outputFiles) {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, contents)
  }
  return madeInto(
    root,
    warnings.map(({ text }) => text),
  )
}

function failureOf({ errors }: Pick<esbuild.BuildFailure, 'errors'>, root: string): BuildOutcome {
  return { errors: errors.map((message) => shownByEsbuild(message, root)) }
}

/** Hints are notes. */
function shownByEsbuild({ text, location, notes }: esbuild.Message, root: string): ShownError {
  const frame = [location?.lineText ?? '', ...notes.map((note) => note.text)].join('\n')
  if (location === null) return { message: text, file: undefined, line: undefined, column: undefined, frame }
  const { file, line, column } = location
  return { message: text, file: path.resolve(root, file), line, column: column + 1, frame }
}
