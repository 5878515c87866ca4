/** What other plugins see of this one, the same in every bundler. */
import { afterEach, describe, expect, it } from 'vitest'
import type { PluginApi, PluginResult } from '../../src/plugin/api.ts'
import { hosts } from './hosts.ts'
import { BROKEN_SOURCE, createProject, entryOf, FILES, type Project, sha256 } from './project.ts'

const CONFIG = { objects: { pair: { inputs: 'bpf/*.bpf.c', profiles: ['linux-5.10', 'linux-6.1'] } } } as const

describe.each(hosts)('$name', (host) => {
  let project: Project
  afterEach(() => project.remove())

  async function build(files: Record<string, string>) {
    project = createProject({ ...FILES, 'src/main.js': entryOf('./probe.bpf.c'), ...files })
    const told: PluginResult[] = []
    let api: PluginApi | undefined
    const outcome = await host.build({
      root: project.root,
      entry: 'src/main.js',
      options: { config: CONFIG, assets: false },
      onPlugin(plugin) {
        api = plugin.api
        api.onResult((result) => told.push(result))
      },
    })
    if (api === undefined) throw new Error('no plugin')
    return { api, told, outcome }
  }

  it('lists the objects of the config, and what was linked', async () => {
    const { api, told, outcome } = await build({})
    expect(await api.objects()).toEqual([
      { name: 'pair', id: 'pair.linux-5.10', profileName: 'linux-5.10' },
      { name: 'pair', id: 'pair.linux-6.1', profileName: 'linux-6.1' },
    ])
    const [result, ...more] = api.results()
    expect(more).toEqual([])
    expect(told).toEqual([result])
    expect(api.result('src/probe.bpf.c')).toBe(result)
    if (result === undefined || result.error !== undefined || outcome.errors !== undefined) throw new Error('failed')
    expect(result).toMatchObject({ name: 'probe', profileName: 'generic', fileName: 'probe.bpf.o', warnings: [] })
    expect(result.dependencies).toContain(`${project.root}/src/limits.h`)
    expect(await result.meta()).toMatchObject({ sha256: sha256(result.bytes), programs: [{ name: 'count' }] })
    expect(await outcome.run()).toEqual({ sha256: sha256(result.bytes) })
  })

  it('tells of what could not be linked', async () => {
    const { api, told } = await build({ 'src/probe.bpf.c': BROKEN_SOURCE })
    expect(told).toMatchObject([{ id: 'src/probe.bpf.c', error: { code: 'COMPILE_ERROR', line: 3 } }])
    expect(api.results()).toEqual(told)
  })
})
