/**
 * Every bundler × every form of import, with the same expectations: the program that runs holds, or points at, the
 * bytes that the API makes. All bundlers should behave the same.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build, link } from '../../src/index.ts'
import type { PluginOptions } from '../../src/settings/plugin_options.generated.ts'
import { BUNDLE, OUT } from './hosts/host.ts'
import { type BuildRequest, hosts, type Made, oldHosts } from './hosts.ts'
import {
  BROKEN_LINE,
  BROKEN_SOURCE,
  createProject,
  entryOf,
  FILES,
  NEEDS_5_8,
  type Project,
  runBundle,
  sha256,
} from './project.ts'

/** One for all projects: what a bundler makes of the same bytes is the matter, and each links what it is the first to. */
const cache = mkdtempSync(path.join(tmpdir(), 'bpf-linker-matrix-'))
afterAll(() => rmSync(cache, { recursive: true, force: true }))

const CONFIG = { cache, objects: { pair: { inputs: 'bpf/*.bpf.c', profile: 'linux-5.10' } } } as const
const SEVERAL = { cache, objects: { pair: { inputs: 'bpf/*.bpf.c', profiles: ['linux-4.19', 'linux-5.10'] } } } as const
const NOTHING_EMITTED: PluginOptions = { config: CONFIG, assets: false }

/** An import that cannot be meant, what is said of it, and what is advised. */
const MISTAKES = [
  ['virtual:bpf-linker/pear', `asks for 'virtual:bpf-linker/pear'`, 'pair'],
  ['virtual:bpf-linker/pair?profile=linux-6.1', "for profile 'linux-6.1'", 'linux-5.10'],
  ['./probe.bpf.c?ulr', `asks for 'probe.bpf.c?ulr'`, "did you mean 'url'?"],
  ['./probe.bpf.c?meta&url', `asks for 'probe.bpf.c?meta&url'`, '?profile=NAME'],
  ['./probe.bpf.c?profile=linux-5.1', "asks for profile 'linux-5.1'", 'did you mean'],
] as const

/** Hashes of what the API makes of the same sources. */
let expected: { probe: string; probe419: string; pair: string; pair419: string }

beforeAll(async () => {
  const project = createProject(FILES)
  try {
    const probe = await link({ inputs: ['src/probe.bpf.c'], cwd: project.root })
    const probe419 = await link({ inputs: ['src/probe.bpf.c'], cwd: project.root, profile: 'linux-4.19' })
    const { objects } = await build({ config: { ...SEVERAL, cache: false }, cwd: project.root, write: false })
    const [pair419 = '', pair = ''] = objects.map((object) => object.sha256)
    expected = { probe: sha256(probe.bytes), probe419: sha256(probe419.bytes), pair, pair419 }
  } finally {
    project.remove()
  }
})

describe.each([...hosts, ...oldHosts])('$name', (host) => {
  const projects: Project[] = []
  afterAll(() => {
    for (const project of projects) project.remove()
  })

  /** Builds an entry that imports `specifier`, in a project of its own. */
  async function attempt(
    specifier: string,
    options: PluginOptions,
    files: Record<string, string> = {},
    more: Partial<BuildRequest> = {},
  ) {
    const project = createProject({ ...FILES, 'src/main.js': entryOf(specifier), ...files })
    projects.push(project)
    const outcome = await host.build({ root: project.root, entry: 'src/main.js', options, ...more })
    return { project, outcome }
  }

  async function succeed(...args: Parameters<typeof attempt>): Promise<Made> {
    const { outcome } = await attempt(...args)
    expect(outcome).toMatchObject({ warnings: [] })
    return outcome as Made
  }

  async function fail(...args: Parameters<typeof attempt>) {
    const { outcome, project } = await attempt(...args)
    if (outcome.errors === undefined) throw new Error('The build succeeded')
    return { errors: outcome.errors, text: outcome.errors.map(({ message }) => message).join('\n'), project }
  }

  /** Hashes of the objects that stand in the output, which a dev server has not. */
  function expectObjects(made: Made, hashes: string[]) {
    expect([...made.objects().values()]).toEqual(host.writes ? hashes : [])
  }

  describe('of a source', () => {
    it('imports the bytes', async () => {
      const made = await succeed('./probe.bpf.c', NOTHING_EMITTED)
      expect(await made.run()).toEqual({ sha256: expected.probe })
      expectObjects(made, [])
    })

    it('imports the address of an asset', async () => {
      const made = await succeed('./probe.bpf.c?url', NOTHING_EMITTED)
      const address = String(await made.run())
      expect(await made.hashAt(address)).toBe(expected.probe)
      expect(address).toMatch(/\.o$/)
      expectObjects(made, [expected.probe])
    })

    it('imports a data address', async () => {
      const made = await succeed('./probe.bpf.c?inline', NOTHING_EMITTED)
      const response = await fetch(String(await made.run()))
      expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(expected.probe)
      expectObjects(made, [])
    })

    it('imports what is known', async () => {
      const made = await succeed('./probe.bpf.c?meta', NOTHING_EMITTED)
      expect(await made.run()).toMatchObject({
        name: 'probe',
        id: 'src/probe.bpf.c',
        sha256: expected.probe,
        license: 'GPL',
        programs: [{ name: 'count', programType: 'BPF_PROG_TYPE_XDP' }],
        maps: [{ name: 'counts', type: 'BPF_MAP_TYPE_ARRAY', maxEntries: 64 }],
        requirements: [{ program: 'count', loader: 'libbpf', kernel: expect.any(String) }],
      })
      expectObjects(made, [])
    })

    it.runIf(host.writes)('bundles no more of what is known than is used', async () => {
      const files = { 'src/main.js': "import { sha256 } from './probe.bpf.c?meta'\nglobalThis.imported = sha256\n" }
      const { outcome, project } = await attempt('', NOTHING_EMITTED, files, { minify: true })
      expect(await (outcome as Made).run()).toBe(expected.probe)
      expect(readFileSync(path.join(project.root, OUT, BUNDLE), 'utf8')).not.toContain('BPF_MAP_TYPE_ARRAY')
    })

    it.runIf(host.platforms.includes('node'))('imports the address of a file, in server code', async () => {
      const made = await succeed('./probe.bpf.c?path', NOTHING_EMITTED, {}, { platform: 'node' })
      const address = String(await made.run())
      expect(address).toMatch(/^file:.*\.o$/)
      expect(await made.hashAt(address)).toBe(expected.probe)
      expectObjects(made, [expected.probe])
    })

    it.runIf(host.platforms.includes('browser'))('has no file for code of browsers', async () => {
      const { errors, text } = await fail('./probe.bpf.c?path', NOTHING_EMITTED, {}, { platform: 'browser' })
      expect(errors).toHaveLength(1)
      expect(text).toContain(`an import asks for 'probe.bpf.c?path' in code for browsers`)
    })

    it('imports the bytes for another profile', async () => {
      const made = await succeed('./probe.bpf.c?profile=linux-4.19', NOTHING_EMITTED)
      expect(await made.run()).toEqual({ sha256: expected.probe419 })
    })

    it('imports the address for another profile', async () => {
      const made = await succeed('./probe.bpf.c?profile=linux-4.19&bpf-url', NOTHING_EMITTED)
      expect(await made.hashAt(String(await made.run()))).toBe(expected.probe419)
      expectObjects(made, [expected.probe419])
    })

    it('takes the attribute of bytes', async () => {
      const made = await succeed('', NOTHING_EMITTED, { 'src/main.js': entryOf('./probe.bpf.c', 'bytes') })
      expect(await made.run()).toEqual({ sha256: expected.probe })
    })

    it.runIf(host.attributes)('refuses attributes of other types', async () => {
      const { text } = await fail('', NOTHING_EMITTED, { 'src/main.js': entryOf('./probe.bpf.c', 'json') })
      expect(text).toContain(`an import asks for 'probe.bpf.c'; it cannot be of type 'json'`)
    })
  })

  describe('of the config', () => {
    it('imports the bytes of an object, which is emitted, too', async () => {
      const made = await succeed('virtual:bpf-linker/pair', { config: () => CONFIG })
      expect(await made.run()).toEqual({ sha256: expected.pair })
      if (host.writes) expect(made.objects()).toEqual(new Map([['bpf/pair.bpf.o', expected.pair]]))
    })

    it('imports the address of an object, which is emitted once', async () => {
      const made = await succeed('virtual:bpf-linker/pair?url', { config: Promise.resolve(CONFIG) })
      expect(await made.hashAt(String(await made.run()))).toBe(expected.pair)
      expectObjects(made, [expected.pair])
    })

    it('imports what is known of an object for one of its profiles', async () => {
      const made = await succeed('virtual:bpf-linker/pair?profile=linux-4.19&bpf-meta', {
        config: SEVERAL,
        assets: false,
      })
      expect(await made.run()).toMatchObject({
        id: 'pair.linux-4.19',
        profile: { name: 'linux-4.19', kernel: '4.19' },
        sha256: expected.pair419,
      })
    })

    it('imports all objects, with bytes that are loaded when they are wanted', async () => {
      const made = await succeed('virtual:bpf-linker/manifest', { config: SEVERAL, assets: false })
      const entry = (profileName: string, sha256: string) => ({
        name: 'pair',
        id: `pair.${profileName}`,
        profileName,
        meta: { name: 'pair', sha256 },
        load: { sha256 },
      })
      expect(await made.run()).toMatchObject([
        entry('linux-4.19', expected.pair419),
        entry('linux-5.10', expected.pair),
      ])
    })

    it('imports all objects for one profile, with their addresses', async () => {
      const specifier = 'virtual:bpf-linker/manifest?profile=linux-5.10&bpf-url'
      const made = await succeed(specifier, { config: SEVERAL, assets: false })
      const entries = (await made.run()) as { id: string; url: string }[]
      expect(entries).toMatchObject([{ id: 'pair.linux-5.10' }])
      expect(await made.hashAt(entries[0]?.url ?? '')).toBe(expected.pair)
      expectObjects(made, [expected.pair])
    })

    it.runIf(host.writes)('emits the objects without any import, where it is told to', async () => {
      const files = { 'src/main.js': 'globalThis.imported = "nothing"\n' }
      const made = await succeed('', { config: CONFIG, assetsDir: 'programs/v1/' }, files)
      expect(await made.run()).toBe('nothing')
      expect(made.objects()).toEqual(new Map([['programs/v1/pair.bpf.o', expected.pair]]))
    })

    it('finds the file', async () => {
      const files = { 'bpf-linker.config.json': JSON.stringify(CONFIG) }
      const made = await succeed('virtual:bpf-linker/pair', { assets: false }, files)
      expect(await made.run()).toEqual({ sha256: expected.pair })
    })
  })

  describe('fails', () => {
    it('with file, line, column and source line of a C error', async () => {
      const { errors, text, project } = await fail('./broken.bpf.c', NOTHING_EMITTED, {
        'src/broken.bpf.c': BROKEN_SOURCE,
      })
      expect(errors).toHaveLength(1)
      const [error] = errors
      expect(error).toMatchObject({ file: path.join(project.root, 'src/broken.bpf.c'), line: 3, column: 10 })
      expect(error?.frame).toContain(BROKEN_LINE)
      expect(text).toContain("'twicce'")
      expect(`${text}\n${error?.frame}`).not.toMatch(/\n\s+at .*\.[jt]s:\d+/)
      // What webpack writes in spite of errors must not pass for a good bundle.
      const bundle = path.join(project.root, OUT, BUNDLE)
      if (existsSync(bundle)) await expect(runBundle(bundle)).rejects.toThrow()
    })

    it('with the place of an error in a header', async () => {
      const { errors, project } = await fail('./probe.bpf.c?url', NOTHING_EMITTED, {
        'src/limits.h': '#define LIMIT 64\nstatic int x = y;\n',
      })
      expect(errors).toMatchObject([{ file: path.join(project.root, 'src/limits.h'), line: 2, column: 16 }])
    })

    it('with the place of what the kernels of a profile refuse', async () => {
      const { errors, text, project } = await fail('./watch.bpf.c?profile=linux-5.4&bpf-meta', NOTHING_EMITTED, {
        'src/watch.bpf.c': NEEDS_5_8,
      })
      expect(errors[0]).toMatchObject({ file: path.join(project.root, 'src/watch.bpf.c'), line: 6 })
      expect(text).toContain('linux-5.4')
    })

    it('once for an object that is imported and emitted', async () => {
      const files = { 'bpf/verdict.bpf.c': BROKEN_SOURCE }
      const { errors, project } = await fail('virtual:bpf-linker/pair', { config: CONFIG }, files)
      const places = errors.filter(({ line }) => line === 3)
      expect(places).toMatchObject([{ file: path.join(project.root, 'bpf/verdict.bpf.c'), line: 3, column: 10 }])
    })

    it.runIf(host.writes)('for an object in `assets` that the config does not have', async () => {
      const files = { 'src/main.js': 'globalThis.imported = "nothing"\n' }
      const { text } = await fail('', { config: CONFIG, assets: ['piar'] }, files)
      expect(text).toContain("assets: the config has no object 'piar'")
    })

    it('for a manifest when one object does', async () => {
      const files = { 'bpf/verdict.bpf.c': BROKEN_SOURCE }
      const { errors } = await fail('virtual:bpf-linker/manifest?meta', { config: CONFIG, assets: false }, files)
      expect(errors.filter(({ line }) => line === 3)).toHaveLength(1)
    })

    // What refuses them knows no bundler's version.
    it.each(oldHosts.includes(host) ? [] : MISTAKES)('for %s', async (specifier, what, hint) => {
      const { text, errors } = await fail(specifier, NOTHING_EMITTED)
      const shown = `${text}\n${errors.map(({ frame }) => frame).join('\n')}`
      expect(shown).toContain(what)
      expect(shown).toContain(hint)
    })

    it('for a config that is wrong', async () => {
      const files = { 'bpf-linker.config.json': '{ "objects": { "pair": { "inputs": 3 } } }' }
      expect((await fail('./probe.bpf.c', {}, files)).text).toContain('objects.pair.inputs')
    })
  })

  it('hands a warning of clang on, with its place', async () => {
    const source = `${FILES['src/probe.bpf.c']}static int unused(void) { return 0; }\n`
    const config = { ...CONFIG, cflags: ['-Wunused-function'] }
    const { outcome } = await attempt('./probe.bpf.c', { config, assets: false }, { 'src/probe.bpf.c': source })
    expect(outcome).toMatchObject({ warnings: [expect.stringContaining("unused function 'unused'")] })
  })
})
