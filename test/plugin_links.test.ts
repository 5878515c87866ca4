/**
 * How often the plugins link: once for a change, at most twice for a burst of them, not at all for what was linked
 * before, and for several profiles no more than a build does. Counted by the processes that are started.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { build, link } from '../src/index.ts'
import { type BuildOutcome, hosts, type Made, type Watching } from './bundlers/hosts.ts'
import { BROKEN_SOURCE, createProject, entryOf, FILES, type Project, sha256 } from './bundlers/project.ts'
import { burst } from './support/burst.ts'
import { countNative } from './support/counted_native.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'bpf-linker-links-'))
const native = countNative(path.join(scratch, 'native'))
const outer = process.env.BPF_LINKER_NATIVE_PATH
let project: Project
let watching: Watching | undefined

beforeEach(() => {
  process.env.BPF_LINKER_NATIVE_PATH = native.folder
  project = createProject({ ...FILES, 'src/main.js': entryOf('./probe.bpf.c') })
  native.reset()
})
afterEach(async () => {
  await watching?.close()
  watching = undefined
  project.remove()
})
afterAll(() => {
  if (outer === undefined) delete process.env.BPF_LINKER_NATIVE_PATH
  else process.env.BPF_LINKER_NATIVE_PATH = outer
  rmSync(scratch, { recursive: true, force: true })
})

const limit = (value: number) => ({ 'src/limits.h': `#define LIMIT ${value}\n` })
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

type Files = Record<string, string>

/**
 * Waits for an outcome that fits. Bundlers that begin to watch after they have told of a build may miss a change that
 * comes at once: `files` are written again, which is no change for us.
 */
async function until(files: Files, fits: (outcome: BuildOutcome) => boolean | Promise<boolean>): Promise<void> {
  const again = setInterval(() => project.write(files), 3000)
  try {
    while (watching !== undefined && !(await fits(await watching.next()))) {
      // The next, then.
    }
  } finally {
    clearInterval(again)
  }
}

/** What a bundle imports; a watcher may be writing it anew. */
async function imported(made: Made): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return JSON.stringify(await made.run())
    } catch (error) {
      if (tries === 10) throw error
      await pause(100)
    }
  }
}

/** How many links it took until the entry imports what the API makes of the sources after a change. */
async function linksAfter(files: Files): Promise<number> {
  project.write(files)
  const { bytes } = await link({ inputs: ['src/probe.bpf.c'], cwd: project.root })
  await until(files, async (made) => made.errors === undefined && (await imported(made)).includes(sha256(bytes)))
  // Without the API's own.
  return (await links()) - 1
}

/** Links since this was asked last, and what may still follow. */
async function links(): Promise<number> {
  await pause(300)
  const count = native.started()
  native.reset()
  return count
}

/** One of each way to watch. PLUGIN_LINKS=all: those as well that have the same hooks. */
const all = process.env.PLUGIN_LINKS === 'all'
const watched = hosts.filter(({ name }) => all || ['vite dev ssr', 'rollup', 'webpack'].includes(name))

describe.each(watched)('$name', (host) => {
  it('links once for a change of a source, a header, and for mending one', async () => {
    watching = await host.watch({ root: project.root, entry: 'src/main.js', options: { assets: false } })
    expect(await linksAfter({}), 'at first').toBe(1)
    expect(await linksAfter(limit(128)), 'a header').toBe(1)
    const source = FILES['src/probe.bpf.c']?.replace('XDP_PASS', 'XDP_DROP') ?? ''
    expect(await linksAfter({ 'src/probe.bpf.c': source }), 'a source').toBe(1)

    const broken = { 'src/limits.h': BROKEN_SOURCE }
    project.write(broken)
    await until(broken, ({ errors }) => errors !== undefined)
    expect(await links(), 'a broken header').toBe(1)
    expect(await linksAfter(limit(256)), 'a mended header').toBe(1)
    expect(await linksAfter(limit(128)), 'a state that was linked before').toBe(0)

    const bursts = await burst(12, (i) => project.write(limit(300 + i)))
    expect(await linksAfter(limit(311)), 'a burst').toBeLessThanOrEqual(2 * bursts)
  })
})

describe('the cache', () => {
  const config = { objects: { probe: { inputs: 'src/probe.bpf.c', profile: 'linux-6.1' } } } as const
  const entry = { 'src/main.js': entryOf('virtual:bpf-linker/probe') }
  const host = (name: string) => hosts.find((each) => each.name === name) ?? hosts[0]

  it('is one for builds and the plugins of all bundlers', async () => {
    await pause(40)
    await build({ cwd: project.root, config, write: false })
    expect(await links()).toBe(1)
    project.write(entry)
    for (const name of ['vite build', 'rollup', 'esbuild outdir', 'webpack']) {
      const outcome = await host(name)?.build({ root: project.root, entry: 'src/main.js', options: { config } })
      expect(outcome?.errors).toBeUndefined()
      expect(await links(), name).toBe(0)
    }
  })

  it('goes along with that of Vite, where it was moved', async () => {
    await pause(40)
    project.write(entry)
    const { build: bundle } = await import('vite')
    const { default: plugin } = await import('../src/plugin/vite/vite.ts')
    await bundle({
      root: project.root,
      configFile: false,
      logLevel: 'silent',
      cacheDir: 'tmp/vite',
      plugins: [plugin({ config })],
      build: { rolldownOptions: { input: path.join(project.root, 'src/main.js') } },
    })
    expect(existsSync(path.join(project.root, 'tmp/vite/bpf-linker/v1'))).toBe(true)
    expect(existsSync(path.join(project.root, 'node_modules/.cache'))).toBe(false)
  })
})

describe('four profiles of one object', () => {
  const config = {
    objects: { probe: { inputs: 'src/probe.bpf.c', profiles: ['linux-4.19', 'linux-5.4', 'linux-6.1', 'linux-6.6'] } },
    cache: false,
  } as const

  it.each(watched.filter(({ name }) => all || ['rollup', 'webpack'].includes(name)))(
    'are as many processes in $name as in a build',
    async (host) => {
      await build({ cwd: project.root, config, write: false })
      const alone = await links()
      expect(alone).toBeLessThan(8)
      project.write({ 'src/main.js': entryOf('virtual:bpf-linker/probe.linux-6.1') })
      const outcome = await host.build({ root: project.root, entry: 'src/main.js', options: { config } })
      expect(outcome.errors).toBeUndefined()
      expect(await links()).toBe(alone)
    },
  )
})
