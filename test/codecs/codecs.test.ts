/** A share of what `npm run test:corpus` compares (test/corpus/codecs.corpus.ts), and that the comparison can fail. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { btfGraph } from '../../src/object/btf_graph.ts'
import type { BtfType } from '../../src/object/btf_types.ts'
import type { ObjectInfo } from '../../src/object/types.ts'
import { compileCases, source } from './data_section.ts'
import { loadCodecs } from './load.ts'
import { compareDataSections, compareNative, comparePatched, problemOf, randomCases } from './suite.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-codecs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('codecs of random types', () => {
  it.each([1, 2])('read and write what clang has in .data, in both byte orders: seed %i', async (seed) => {
    const { cases, problems } = await compareDataSections(folder, seed)
    expect(problems).toEqual([])
    expect(cases).toBe(960)
  })

  it('read and write what a program of gcc does', async () => {
    const { cases, problems } = await compareNative(folder, 3)
    expect(problems).toEqual([])
    expect(cases).toBeGreaterThan(400)
  })
})

it.each([6, 7])('withRodata sets whole variables as clang has them, in both byte orders: seed %i', async (seed) => {
  const { cases, problems } = await comparePatched(folder, seed)
  expect(problems).toEqual([])
  expect(cases).toBeGreaterThan(40)
})

describe('a layout that is not the object’s', async () => {
  const { types, cases } = randomCases(5)
  const { info, cases: compiled } = await compileCases(`${folder}/mutated`, source(types, cases), cases, 'bpfel')

  /** How many of the cases fail with other BTF. */
  function failures(mutate: (types: BtfType[]) => void): number {
    const { btf, endianness } = structuredClone(info) as ObjectInfo
    mutate(btf?.types ?? [])
    const graph = btfGraph({ endianness, ...(btf === undefined ? {} : { btf }) })
    const codecs = loadCodecs(graph, [...new Set(compiled.map(({ id }) => id))])
    return compiled.filter(({ type, value, id, bytes }) => problemOf(type, value, bytes, codecs.get(id))).length
  }

  const members = (list: BtfType[]) => list.flatMap((type) => (type.kind === 'struct' ? type.members : []))

  it('passes as it is', () => {
    expect(failures(() => {})).toBe(0)
  })

  it.each<[string, (types: BtfType[]) => void]>([
    [
      'a bitfield one bit further',
      (list) => {
        const member = members(list).find(({ bitSize, bitOffset }) => bitSize === 3 && bitOffset > 0)
        if (member) member.bitOffset -= 1
      },
    ],
    [
      'members that changed places',
      (list) => {
        const [a, b] = members(list).filter(({ bitSize, type }) => bitSize === undefined && list[type]?.kind === 'int')
        if (a && b) [a.bitOffset, b.bitOffset] = [b.bitOffset, a.bitOffset]
      },
    ],
    [
      'another sign',
      (list) => {
        for (const type of list) if (type.kind === 'int' && type.name === 'short') delete type.signed
      },
    ],
    [
      'a longer array',
      (list) => {
        for (const type of list) if (type.kind === 'array' && type.count === 2) type.count = 1
      },
    ],
  ])('fails: %s', (_, mutate) => {
    expect(failures(mutate)).toBeGreaterThan(0)
  })

  it('fails in the other byte order', () => {
    const other = btfGraph({ ...info, endianness: 'big' })
    const codecs = loadCodecs(
      other,
      compiled.map(({ id }) => id),
    )
    const failed = compiled.filter(({ type, value, id, bytes }) => problemOf(type, value, bytes, codecs.get(id)))
    expect(failed.length).toBeGreaterThan(compiled.length / 2)
  })
})
