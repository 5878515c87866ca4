/**
 * Every bundler × every form of import, with the same expectations: the program that runs holds, or points at, the
 * bytes that the API makes. All bundlers should behave the same.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build, link } from '../../src/index.ts'
import type { PluginOptions } from '../../src/plugin/options.ts'
import { BUNDLE, type BuildOutcome, type BuildRequest, hosts, OUT } from './hosts.ts'
import {
  BROKEN_LINE,
  BROKEN_SOURCE,
  createProject,
  entryOf,
  FILES,
  hashAtAddress,
  objectsIn,
  type Project,
  runBundle,
  sha256,
} from './project.ts'

const CONFIG = { objects: { pair: { inputs: 'bpf/*.bpf.c', profile: 'linux-5.10' } } } as const
const SEVERAL = { objects: { pair: { inputs: 'bpf/*.bpf.c', profiles: ['linux-4.19', 'linux-5.10'] } } } as const
const NOTHING_EMITTED: PluginOptions = { config: CONFIG, emit: false }

/** Hashes of what the API makes of the same sources. */
let expected: { probe: string; probe419: string; pair: string; pair419: string }

beforeAll(async () => {
  const project = createProject(FILES)
  try {
    const probe = await link({ inputs: ['src/probe.bpf.c'], cwd: project.root })
    const probe419 = await link({ inputs: ['src/probe.bpf.c'], cwd: project.root, profile: 'linux-4.19' })
    const { objects } = await build({ config: SEVERAL, cwd: project.root, write: false })
    const [pair419 = '', pair = ''] = objects.map((object) => object.sha256)
    expected = { probe: sha256(probe.object), probe419: sha256(probe419.object), pair, pair419 }
  } finally {
    project.remove()
  }
})

describe.each(hosts)('$name', (host) => {
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
    const outDir = path.join(project.root, OUT)
    return { project, outcome, outDir, bundle: path.join(outDir, BUNDLE) }
  }

  async function succeed(...args: Parameters<typeof attempt>) {
    const result = await attempt(...args)
    expect(result.outcome).toEqual({ warnings: [] })
    return result
  }

  function errorsOf(outcome: BuildOutcome) {
    if (outcome.errors === undefined) throw new Error('The build succeeded')
    return outcome.errors
  }

  it('imports the bytes of a source', async () => {
    const { bundle, outDir } = await succeed('./probe.bpf.c', NOTHING_EMITTED)
    expect(await runBundle(bundle)).toEqual({ sha256: expected.probe })
    expect(objectsIn(outDir)).toEqual(new Map())
  })

  it('imports the address of a source, as an asset', async () => {
    const { bundle, outDir } = await succeed('./probe.bpf.c?url', NOTHING_EMITTED)
    const address = String(await runBundle(bundle))
    expect(hashAtAddress(address, outDir)).toBe(expected.probe)
    expect(address).toMatch(/\.o$/)
    expect([...objectsIn(outDir).values()]).toEqual([expected.probe])
  })

  it('imports the bytes of a source as a data address', async () => {
    const { bundle, outDir } = await succeed('./probe.bpf.c?inline', NOTHING_EMITTED)
    const address = String(await runBundle(bundle))
    expect(sha256(new Uint8Array(await (await fetch(address)).arrayBuffer()))).toBe(expected.probe)
    expect(objectsIn(outDir)).toEqual(new Map())
  })

  it('imports what is known of a source', async () => {
    const { bundle, outDir } = await succeed('./probe.bpf.c?meta', NOTHING_EMITTED)
    expect(await runBundle(bundle)).toMatchObject({
      name: 'probe',
      id: 'src/probe.bpf.c',
      sha256: expected.probe,
      license: 'GPL',
      programs: [{ name: 'count', programType: 'BPF_PROG_TYPE_XDP' }],
      maps: [{ name: 'counts', type: 'BPF_MAP_TYPE_ARRAY', maxEntries: 64 }],
      requirements: [{ program: 'count', loader: 'libbpf', kernel: expect.any(String) }],
    })
    expect(objectsIn(outDir)).toEqual(new Map())
  })

  it('bundles no more of what is known than is used', async () => {
    const files = { 'src/main.js': "import { sha256 } from './probe.bpf.c?meta'\nglobalThis.imported = sha256\n" }
    const { bundle } = await succeed('', NOTHING_EMITTED, files, { minify: true })
    expect(await runBundle(bundle)).toBe(expected.probe)
    expect(readFileSync(bundle, 'utf8')).not.toContain('BPF_MAP_TYPE_ARRAY')
  })

  it('imports the bytes of a source for another profile', async () => {
    const { bundle } = await succeed('./probe.bpf.c?profile=linux-4.19', NOTHING_EMITTED)
    expect(await runBundle(bundle)).toEqual({ sha256: expected.probe419 })
  })

  it('imports the address of a source for another profile', async () => {
    const { bundle, outDir } = await succeed('./probe.bpf.c?profile=linux-4.19&url', NOTHING_EMITTED)
    expect(hashAtAddress(String(await runBundle(bundle)), outDir)).toBe(expected.probe419)
    expect([...objectsIn(outDir).values()]).toEqual([expected.probe419])
  })

  it('imports all objects of the config, with bytes that are loaded when they are wanted', async () => {
    const { bundle } = await succeed('virtual:bpf-linker/manifest', { config: SEVERAL, emit: false })
    expect(await runBundle(bundle)).toMatchObject(
      [
        { name: 'pair', id: 'pair.linux-4.19', profile: 'linux-4.19', meta: { name: 'pair' }, load: expected.pair419 },
        { name: 'pair', id: 'pair.linux-5.10', profile: 'linux-5.10', meta: { name: 'pair' }, load: expected.pair },
      ].map(({ load, ...entry }) => ({ ...entry, meta: { ...entry.meta, sha256: load }, load: { sha256: load } })),
    )
  })

  it('imports all objects of the config for one profile, with their addresses', async () => {
    const specifier = 'virtual:bpf-linker/manifest?profile=linux-5.10&url'
    const { bundle, outDir } = await succeed(specifier, { config: SEVERAL, emit: false })
    const entries = (await runBundle(bundle)) as { id: string; url: string }[]
    expect(entries).toMatchObject([{ id: 'pair.linux-5.10' }])
    expect(entries.map(({ url }) => hashAtAddress(url, outDir))).toEqual([expected.pair])
    expect([...objectsIn(outDir).values()]).toEqual([expected.pair])
  })

  it('imports the bytes of an object of the config, which is emitted, too', async () => {
    const { bundle, outDir } = await succeed('virtual:bpf-linker/pair', { config: CONFIG })
    expect(await runBundle(bundle)).toEqual({ sha256: expected.pair })
    expect(objectsIn(outDir)).toEqual(new Map([['bpf/pair.bpf.o', expected.pair]]))
  })

  it('imports the address of an object of the config, which is emitted once', async () => {
    const { bundle, outDir } = await succeed('virtual:bpf-linker/pair?url', { config: CONFIG })
    const address = String(await runBundle(bundle))
    expect(hashAtAddress(address, outDir)).toBe(expected.pair)
    expect([...objectsIn(outDir).values()]).toEqual([expected.pair])
  })

  it('emits the objects of the config without any import, where it is told to', async () => {
    const files = { 'src/main.js': 'globalThis.imported = "nothing"\n' }
    const { bundle, outDir } = await succeed('', { config: CONFIG, assetsDir: 'programs/v1/' }, files)
    expect(await runBundle(bundle)).toBe('nothing')
    expect(objectsIn(outDir)).toEqual(new Map([['programs/v1/pair.bpf.o', expected.pair]]))
  })

  it('finds the config file', async () => {
    const files = { 'bpf-linker.config.json': JSON.stringify(CONFIG) }
    const { bundle } = await succeed('virtual:bpf-linker/pair', { emit: false }, files)
    expect(await runBundle(bundle)).toEqual({ sha256: expected.pair })
  })

  it('shows file, line, column and source line of a C error', async () => {
    const { outcome, bundle, project } = await attempt('./broken.bpf.c', NOTHING_EMITTED, {
      'src/broken.bpf.c': BROKEN_SOURCE,
    })
    const errors = errorsOf(outcome)
    expect(errors).toHaveLength(1)
    const [error] = errors
    expect(error).toMatchObject({ file: path.join(project.root, 'src/broken.bpf.c'), line: 3, column: 10 })
    expect(error?.message).toContain("'twicce'")
    expect(error?.frame).toContain(BROKEN_LINE)
    expect(`${error?.message}\n${error?.frame}`).not.toMatch(/\n\s+at .*\.[jt]s:\d+/)
    // What webpack writes in spite of errors must not pass for a good bundle.
    if (existsSync(bundle)) await expect(runBundle(bundle)).rejects.toThrow()
  })

  it('shows the place of an error in a header', async () => {
    const { outcome, project } = await attempt('./probe.bpf.c?url', NOTHING_EMITTED, {
      'src/limits.h': '#define LIMIT 64\nstatic int x = y;\n',
    })
    expect(errorsOf(outcome)).toMatchObject([{ file: path.join(project.root, 'src/limits.h'), line: 2, column: 16 }])
  })

  it('shows an error of an object that nothing imports, once', async () => {
    const { outcome, project } = await attempt(
      'virtual:bpf-linker/pair',
      { config: CONFIG },
      {
        'bpf/verdict.bpf.c': BROKEN_SOURCE,
      },
    )
    const places = errorsOf(outcome).filter(({ line }) => line === 3)
    expect(places).toMatchObject([{ file: path.join(project.root, 'bpf/verdict.bpf.c'), line: 3, column: 10 }])
  })

  it('hands a warning of clang on, with its place', async () => {
    const source = `${FILES['src/probe.bpf.c']}static int unused(void) { return 0; }\n`
    const config = { ...CONFIG, cflags: ['-Wunused-function'] }
    const { outcome } = await attempt('./probe.bpf.c', { config, emit: false }, { 'src/probe.bpf.c': source })
    expect(outcome.errors).toBeUndefined()
    if (outcome.errors !== undefined) return
    expect(outcome.warnings).toHaveLength(1)
    expect(outcome.warnings[0]).toContain("unused function 'unused'")
  })

  it('names the objects that there are when one is asked for that is not', async () => {
    const { outcome } = await attempt('virtual:bpf-linker/pear', NOTHING_EMITTED)
    const text = errorsOf(outcome).map(({ message }) => message)
    expect(text.join('\n')).toContain('virtual:bpf-linker/pear')
  })

  it('names the forms that there are when one is asked for that is not', async () => {
    const { outcome } = await attempt('./probe.bpf.c?ulr', NOTHING_EMITTED)
    expect(
      errorsOf(outcome)
        .map(({ message }) => message)
        .join('\n'),
    ).toContain('probe.bpf.c?ulr')
  })

  it('tells of a config that is wrong', async () => {
    const files = { 'bpf-linker.config.json': '{ "objects": { "pair": { "inputs": 3 } } }' }
    const { outcome } = await attempt('./probe.bpf.c', {}, files)
    expect(
      errorsOf(outcome)
        .map(({ message }) => message)
        .join('\n'),
    ).toContain('objects.pair.inputs')
  })
})
