/** Copies, fills and comparisons load as in clang's object of the same source, and need no more instructions. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspect, link } from '../../src/index.ts'
import { loadObject, whyNoLoading } from '../corpus/load.ts'
import { ownHeaders } from '../support/own_headers.ts'
import { CONTEXT_COPIES, sourceOf, VARIABLE_LENGTHS } from './programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-memory-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const noLoading = whyNoLoading()

let count = 0
function save(text: string): { source: string; object: string } {
  const stem = join(folder, `p${count++}`)
  writeFileSync(`${stem}.bpf.c`, text)
  return { source: `${stem}.bpf.c`, object: `${stem}.o` }
}

const sizeOf = (info: { programs: { instructions: number }[] }) =>
  info.programs.reduce((sum, { instructions }) => sum + instructions, 0)

describe.each(['v1', 'v2', 'v3'] as const)('a context copied by code for %s', (cpu) => {
  it.each(CONTEXT_COPIES)('$name', async (program) => {
    const { source, object } = save(sourceOf(program))
    const clangs = `${object}.clang.o`
    execFileSync('clang-22', [
      '-target',
      'bpf',
      '-g',
      '-O2',
      `-mcpu=${cpu}`,
      ...ownHeaders(),
      '-c',
      source,
      '-o',
      clangs,
    ])
    const { info } = await link({ inputs: [source], outFile: object, cpu })
    expect(sizeOf(info)).toBeLessThanOrEqual(sizeOf(await inspect(clangs)))
    if (noLoading !== undefined) return
    expect(await loadObject(clangs)).toEqual({ loaded: true })
    expect(await loadObject(object)).toEqual({ loaded: true })
  })
})

describe.each([2, 'z'] as const)('a variable length at level %s', (optimize) => {
  it.skipIf(noLoading !== undefined).each(VARIABLE_LENGTHS)(
    `$name${noLoading ? ` (skipped: ${noLoading})` : ''}`,
    async (program) => {
      const { source, object } = save(sourceOf(program))
      await link({ inputs: [source], outFile: object, optimize, cpu: 'v3' })
      expect(await loadObject(object)).toEqual({ loaded: true })
    },
  )
})
