/** Watching in every bundler: what changes is linked again, and a mistake that is mended anywhere is noticed. */
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import type { Watching } from './hosts/host.ts'
import { type BuildOutcome, hosts, oldHosts } from './hosts.ts'
import { createProject, entryOf, FILES, type Project, sha256 } from './project.ts'

const PROBE = FILES['src/probe.bpf.c'] ?? ''

const SPECIFIERS = ['./probe.bpf.c', './probe.bpf.c?url', 'virtual:bpf-linker/probe?meta']

describe.each([...hosts, ...oldHosts])('$name', (host) => {
  let project: Project
  let watching: Watching | undefined
  afterEach(async () => {
    await watching?.close()
    project.remove()
  })

  async function start(specifier: string): Promise<void> {
    project = createProject({ ...FILES, 'src/main.js': entryOf(specifier) })
    const options = { config: { objects: { probe: { inputs: 'src/probe.bpf.c' } } }, assets: false }
    watching = await host.watch({ root: project.root, entry: 'src/main.js', options })
  }

  /**
   * Outcomes until one fits: bundlers may build more than once. Those that begin to watch after they have told of a
   * build may miss a change that comes at once: `files` are written again, a line longer.
   */
  async function until(
    files: Record<string, string>,
    fits: (outcome: BuildOutcome) => boolean | Promise<boolean>,
  ): Promise<BuildOutcome> {
    if (watching === undefined) throw new Error('not started')
    let more = ''
    const again = setInterval(() => {
      more += '\n'
      project.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text + more])))
    }, 5000)
    try {
      for (;;) {
        const outcome = await watching.next()
        if (await fits(outcome)) return outcome
      }
    } finally {
      clearInterval(again)
    }
  }

  /** The bytes are those of the sources after the change. */
  async function madeAfter(files: Record<string, string>): Promise<void> {
    project.write(files)
    const { bytes } = await link({ inputs: ['src/probe.bpf.c'], cwd: project.root })
    const hash = sha256(bytes)
    await until(files, async (outcome) => {
      if (outcome.errors !== undefined) return false
      try {
        const value = await outcome.run()
        return typeof value === 'string' ? (await outcome.hashAt(value)) === hash : JSON.stringify(value).includes(hash)
      } catch {
        // The next build is writing its files.
        return false
      }
    })
  }

  it.each(oldHosts.includes(host) ? SPECIFIERS.slice(1, 2) : SPECIFIERS)('%s', async (specifier) => {
    await start(specifier)
    await madeAfter({})
    await madeAfter({ 'src/probe.bpf.c': PROBE.replace('XDP_PASS', 'XDP_DROP') })
    await madeAfter({ 'src/limits.h': '#define LIMIT 128\n' })

    const broken = { 'src/limits.h': '#define LIMIT 64\nstatic int x = y;\n' }
    project.write(broken)
    const { errors } = await until(broken, (outcome) => outcome.errors !== undefined)
    expect(errors).toMatchObject([{ file: path.join(project.root, 'src/limits.h'), line: 2, column: 16 }])

    await madeAfter({ 'src/limits.h': '#define LIMIT 32\n' })
  })
})
