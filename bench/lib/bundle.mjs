// One bundler over the project in the working directory, in a process of its own, so that what it costs can be told:
//
//     node bundle.mjs <bundler> <with|without>       one build
//     node bundle.mjs <bundler> with <file> <n>      watches and changes the file n times; prints as JSON the median
//                                                    milliseconds from the change to the end of the rebuild, and of
//                                                    the same links by the API, in turns
//
// The entry is src/<with|without>.js; only `with` has the plugin.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { median } from './measure.mjs'

const [, , bundler, side, file, rounds = '0'] = process.argv
const entry = resolve(`src/${side}.js`)
const out = resolve('out')
const CONFIG = JSON.parse(readFileSync('bpf-linker.config.json', 'utf8'))
const plugin = async () => (side === 'with' ? [(await import(`bpf-linker/${bundler}`)).default({ assets: false })] : [])

/** Each starts, calls `built` after every build, and returns what stops it. */
const bundlers = {
  async vite(watch, built) {
    const { build } = await import('vite')
    const options = { input: entry, onLog() {} }
    const watcher = await build({
      configFile: false,
      logLevel: 'silent',
      plugins: await plugin(),
      build: { ssr: true, outDir: out, rolldownOptions: options, watch: watch ? { buildDelay: 0 } : null },
    })
    if (!watch) return built()
    onBundleEnd(watcher, built)
    return () => watcher.close()
  },
  rollup: async (watch, built) => rollupLike(await import('rollup'), watch, built),
  rolldown: async (watch, built) => rollupLike(await import('rolldown'), watch, built),
  async esbuild(watch, built) {
    const { context } = await import('esbuild')
    const ended = { name: 'ended', setup: (build) => build.onEnd(({ errors }) => built(errors[0])) }
    const plugins = [...(await plugin()), ended]
    const build = await context({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outdir: out,
      plugins,
      logLevel: 'silent',
    })
    if (watch) await build.watch()
    else await build.rebuild()
    if (!watch) await build.dispose()
    return () => build.dispose()
  },
  webpack: async (watch, built) => webpackLike((await import('webpack')).default, watch, built),
  rspack: async (watch, built) => webpackLike((await import('@rspack/core')).rspack, watch, built),
}

async function rollupLike(host, watch, built) {
  const input = { input: entry, plugins: await plugin(), external: /^node:/ }
  const output = { dir: out, format: 'es' }
  if (!watch) {
    const bundle = await host[bundler](input)
    await bundle.write(output)
    await bundle.close()
    return built()
  }
  const watcher = host.watch({ ...input, output, watch: { buildDelay: 0 } })
  onBundleEnd(watcher, built)
  return () => watcher.close()
}

function onBundleEnd(watcher, built) {
  watcher.on('event', async (event) => {
    await event.result?.close()
    if (event.code === 'ERROR') built(event.error)
    if (event.code === 'END') built()
  })
}

async function webpackLike(host, watch, built) {
  const compiler = host({
    mode: 'production',
    target: 'node20',
    entry,
    output: { path: out },
    plugins: await plugin(),
    infrastructureLogging: { level: 'none' },
  })
  const ended = (error, stats) => built(error ?? stats.compilation.errors[0])
  if (watch) {
    const watching = compiler.watch({ aggregateTimeout: 0 }, ended)
    return () => new Promise((done) => watching.close(() => compiler.close(done)))
  }
  await new Promise((done) =>
    compiler.run((error, stats) => {
      ended(error, stats)
      compiler.close(done)
    }),
  )
}

let next
function built(error) {
  if (error) throw error
  next?.()
}
const build = () =>
  new Promise((done) => {
    next = done
  })

const first = build()
const stop = await bundlers[bundler](file !== undefined, built)
await first
const times = { rebuild: [], links: [] }
const { build: link } = file === undefined ? {} : await import('../../dist/index.js')
const timed = async (samples, run) => {
  const start = performance.now()
  await run()
  samples.push(performance.now() - start)
}
for (let round = 1; round <= Number(rounds); round++) {
  // Watchers look at times of seconds, some of them.
  await new Promise((done) => setTimeout(done, 300))
  const text = readFileSync(file, 'utf8').replace(/VERSION \d+/, `VERSION ${round}`)
  await timed(times.rebuild, () => {
    const ended = build()
    writeFileSync(file, text)
    return ended
  })
  await timed(times.links, () => link({ write: false, config: { ...CONFIG, cache: false } }))
}
await stop?.()
if (file !== undefined) console.log(JSON.stringify({ rebuild: median(times.rebuild), links: median(times.links) }))
process.exit()
