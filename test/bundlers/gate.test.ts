/** What a kernel would refuse, as each bundler shows it: all of them the same. */
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { PluginOptions } from '../../src/settings/plugin_options.generated.ts'
import { hosts } from './hosts.ts'
import { createProject, entryOf, NEEDS_5_8, type Project } from './project.ts'

const LINE = '  bpf_ringbuf_output(&events, &x, sizeof(x), 0);'

const config = (rules: Record<string, 'warn' | 'off'>): PluginOptions => ({
  config: { profiles: { fleet: { extends: 'linux-5.4', rules } }, profile: 'fleet' },
  assets: false,
})

describe.each(hosts)('$name', (host) => {
  const projects: Project[] = []
  afterAll(() => {
    for (const project of projects) project.remove()
  })

  async function attempt(options: PluginOptions) {
    const project = createProject({ 'src/watch.bpf.c': NEEDS_5_8, 'src/main.js': entryOf('./watch.bpf.c') })
    projects.push(project)
    const outcome = await host.build({ root: project.root, entry: 'src/main.js', options })
    return { outcome, file: path.join(project.root, 'src/watch.bpf.c') }
  }

  it('shows what the kernel refuses on its source line, and fails', async () => {
    const { outcome, file } = await attempt(config({ helpers: 'off' }))
    expect(outcome.errors).toMatchObject([{ file, line: 6, frame: expect.stringContaining(LINE) }])
    expect(outcome.errors?.[0]?.message).toContain('BPF_MAP_TYPE_RINGBUF')
    expect(outcome.errors?.[0]?.message).toContain('(map-type, fleet)')
  })

  it('warns of it where the profile says so', async () => {
    const { outcome } = await attempt(config({ helpers: 'off', 'map-type': 'warn' }))
    if (outcome.errors !== undefined) throw new Error(outcome.errors[0]?.message)
    // Of a slow machine, Vite warns as well.
    const warnings = outcome.warnings.filter((text) => !text.includes('PLUGIN_TIMINGS'))
    expect(warnings).toEqual([expect.stringContaining('(map-type, fleet)')])
  })
})
