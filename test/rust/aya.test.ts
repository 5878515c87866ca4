/** Objects as aya's users have them, judged by aya's rules where nobody names another loader. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check, inspect, type Loader, requirements } from '../../src/index.ts'
import { nativePath } from '../../src/link/native.ts'
import { buildCommand, run } from '../support/command.ts'
import { buildProgram, parseProgram } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-aya-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function build(name: string): string {
  const built = buildProgram(parseProgram(join(import.meta.dirname, 'aya', name)), nativePath(), folder)
  if (!built.ok) throw new Error(built.messages)
  return built.output
}

let ringBuf: string
let legacyMap: string
beforeAll(() => {
  ringBuf = build('ring_buf.rs')
  legacyMap = build('legacy_map.rs')
})

const rulesBroken = async (object: string, loader?: Loader) =>
  (await check(object, { profile: 'linux-6.1', loader })).findings.map(({ rule }) => rule).sort()

it('what they show', async () => {
  expect(await inspect(ringBuf)).toMatchObject({
    language: 'rust',
    maps: [
      {
        name: 'EVENTS',
        definition: { type: 27, valueSize: 0, conflicts: [{ field: 'value_size', size: 0, before: 32 }] },
      },
    ],
  })
  const legacy = await inspect(legacyMap)
  expect([legacy.language, legacy.license, legacy.btf]).toEqual([undefined, undefined, undefined])
})

describe('without the name of a loader', () => {
  it('no licence is the GPL, and the last size counts', async () => {
    expect(await rulesBroken(ringBuf)).toEqual([])
    expect(await rulesBroken(legacyMap)).toEqual([])
  })
})

describe('a loader that is named', () => {
  it.each<[Loader, string[], string[]]>([
    ['aya', [], []],
    ['libbpf', ['gpl-helpers', 'map-sizes'], ['gpl-helpers']],
    ['cilium', ['gpl-helpers', 'map-sizes'], ['gpl-helpers']],
    ['none', ['gpl-helpers'], ['gpl-helpers']],
  ])('%s has its own rules', async (loader, ofRingBuf, ofLegacyMap) => {
    expect(await rulesBroken(ringBuf, loader)).toEqual(ofRingBuf)
    expect(await rulesBroken(legacyMap, loader)).toEqual(ofLegacyMap)
  })

  it('says what that loader says', async () => {
    const { findings } = await check(ringBuf, { profile: 'linux-6.1', loader: 'libbpf' })
    expect(findings.find(({ rule }) => rule === 'map-sizes')).toMatchObject({
      severity: 'error',
      map: 'EVENTS',
      kernelSays: "map 'EVENTS': conflicting value size 32 != 0.",
    })
  })

  it('in a profile', async () => {
    const profiles = { mine: { extends: 'linux-6.1', loader: 'libbpf' } } as const
    expect((await check(ringBuf, { profile: 'mine', profiles })).ok).toBe(false)
    expect((await check(ringBuf, { profile: 'mine', profiles, loader: 'aya' })).ok).toBe(true)
  })

  it('on the command line', async () => {
    buildCommand()
    const checked = (...flags: string[]) => run(['check', ringBuf, '--profile', 'linux-6.1', ...flags], folder)
    expect(await checked()).toMatchObject({ status: 0 })
    expect(await checked('--loader', 'aya')).toMatchObject({ status: 0 })
    expect(await checked('-l', 'libbpf')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('another field gives 32'),
    })
    expect(await checked('--loader', 'ayo')).toMatchObject({ status: 2, stderr: expect.stringContaining("'aya'") })
  })

  it('in what the programs need', async () => {
    const [aya, libbpf] = await requirements(ringBuf, { loaders: ['aya', 'libbpf'] })
    expect([aya?.kernel, libbpf?.kernel]).toEqual(['5.8', undefined])
  })
})
