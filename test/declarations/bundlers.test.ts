/** Every bundler writes the types of what it imports, and what they promise is there when the bundle runs. */
import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { link } from '../../src/index.ts'
import { hosts, type Made } from '../bundlers/hosts.ts'
import { createProject, FILES, type Project, sha256 } from '../bundlers/project.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const ENTRY = `import { decode, encode } from 'bpf-linker/runtime'
import bytes, { mapCodecs, maps, programs } from './probe.bpf.c'
const key = decode(encode(258, mapCodecs.counts.key), mapCodecs.counts.key)
globalThis.imported = { bytes, section: programs.count.section, entries: maps.counts.maxEntries, key }
`
const SOURCE_TYPES = 'src/probe.bpf.d.c.ts'

// A dev server serves what a build writes.
describe.each(hosts.filter(({ writes }) => writes))('$name', (host) => {
  let project: Project
  beforeEach(() => {
    project = createProject({ ...FILES, 'src/main.js': ENTRY })
    // Where a user has the package.
    mkdirSync(path.join(project.root, 'node_modules'))
    symlinkSync(repository, path.join(project.root, 'node_modules/bpf-linker'))
  })
  afterEach(() => project.remove())

  test('writes them once, and keeps what they promise', async () => {
    const request = { root: project.root, entry: 'src/main.js', options: { config: { types: true }, assets: false } }
    const made = (await host.build(request)) as Made
    expect(made).toMatchObject({ warnings: [] })
    const file = path.join(project.root, SOURCE_TYPES)
    expect(readFileSync(file, 'utf8')).toContain("export type MapName = 'counts'\n")
    const { mtimeMs, ino } = statSync(file)
    const { bytes } = await link({ inputs: ['src/probe.bpf.c'], cwd: project.root })
    expect(await made.run()).toEqual({
      bytes: { sha256: sha256(bytes) },
      section: 'xdp',
      entries: 64,
      key: 258,
    })
    expect(await host.build(request)).toMatchObject({ warnings: [] })
    expect(statSync(file)).toMatchObject({ mtimeMs, ino })
  })

  test('writes those of an object of the config, and keeps what they promise', async () => {
    project.write({ 'src/main.js': ENTRY.replace('./probe.bpf.c', 'virtual:bpf-linker/agent') })
    const types = { outDir: 'types', virtual: true }
    const config = { types, objects: { agent: { inputs: ['src/probe.bpf.c'] } } }
    const outcome = await host.build({ root: project.root, entry: 'src/main.js', options: { config, assets: false } })
    expect(outcome).toMatchObject({ warnings: [] })
    const text = readFileSync(path.join(project.root, 'types/agent.virtual.d.ts'), 'utf8')
    expect(text).toContain("declare module 'virtual:bpf-linker/agent' {\n")
    expect(await (outcome as Made).run()).toMatchObject({ section: 'xdp', entries: 64, key: 258 })
  })
})

/** One of each kind of watcher. */
const WATCHERS = ['vite dev client', 'rollup', 'rolldown', 'esbuild outdir', 'webpack', 'rspack']

describe.each(hosts.filter(({ name }) => WATCHERS.includes(name)))('$name, watching', (host) => {
  test('writes them when the source changes, and rests', async () => {
    const project = createProject({
      ...FILES,
      'src/main.js': "import './probe.bpf.c'\nimport bytes from './probe.bpf.c'\nglobalThis.imported = bytes\n",
    })
    const options = { config: { types: true }, assets: false }
    const watching = await host.watch({ root: project.root, entry: 'src/main.js', options })
    let builds = 0
    let last = Date.now()
    const count = async (): Promise<void> => {
      for (;;) {
        await watching.next()
        builds++
        last = Date.now()
      }
    }
    count().catch(() => {})
    const types = () => readFileSync(path.join(project.root, SOURCE_TYPES), 'utf8')
    // Some build twice for what was written just before they began to watch; none may go on.
    const rests = async (text: string) => {
      await expect.poll(types).toContain(text)
      await expect.poll(() => Date.now() - last).toBeGreaterThan(800)
      expect(builds).toBeLessThan(4)
      builds = 0
    }
    try {
      await rests('counts: { key: __u32; value: __u64 }')
      const changed = (FILES['src/probe.bpf.c'] ?? '').replace('__type(key, __u32)', '__type(key, int)')
      project.write({ 'src/probe.bpf.c': changed })
      // Those that begin to watch after they have told of a build miss a change that comes at once.
      const again = setInterval(() => {
        if (!types().includes('key: number')) project.write({ 'src/probe.bpf.c': changed })
      }, 2000)
      try {
        await rests('counts: { key: number; value: __u64 }')
      } finally {
        clearInterval(again)
      }
    } finally {
      await watching.close()
      project.remove()
    }
  })
})
