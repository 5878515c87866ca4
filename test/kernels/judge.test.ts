import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/kernel/check.ts'
import { verdictOf } from './judge.ts'
import { exactnessOf } from './matrix.ts'
import { readParts } from './programs.ts'
import type { Load } from './vm.ts'

const finding = (kernelSays: string): Finding => ({
  rule: 'a-rule',
  severity: 'error',
  refusedIn: [],
  kernelSays,
  message: '',
  hint: '',
})
const loaded: Load = { object: 'a.o', program: 'main', errno: 0 }
const refused = (log: string, rest: Partial<Load> = {}): Load => ({
  ...loaded,
  errno: 22,
  stage: 'program',
  log,
  ...rest,
})

describe('a verdict', () => {
  it.each([
    ['clean, loaded', [], loaded],
    ['false alarm', ['unknown opcode 06'], loaded],
    ['error, refused', ['unknown opcode 06'], refused('unknown opcode 06\n')],
    ['error, refused', ['bpf(BPF_MAP_CREATE): -EINVAL'], refused('', { stage: 'map' })],
    ['not judged', ['bpf(BPF_MAP_CREATE): -EINVAL'], refused("R1 invalid mem access 'inv'\n")],
    ['miss', [], refused('unknown opcode 06\n')],
    ['other words', ['unreachable insn 2'], refused('unknown opcode 06\n')],
    ['not judged', [], refused("R1 invalid mem access 'inv'\n")],
  ] as const)('%s', (verdict, words, load) => {
    expect(verdictOf(words.map(finding), load)).toBe(verdict)
  })
})

describe('a requirement', () => {
  const outcomes = [
    { release: '5.10', loaded: false },
    { release: '6.1', loaded: true },
    { release: '6.12', loaded: undefined },
  ]
  it.each([
    ['5.10', 'too low'],
    ['5.15', 'exact'],
    ['6.1', 'exact'],
    ['6.6', 'too high'],
    [undefined, 'too high'],
  ] as const)('of %s is %s', (kernel, exactness) => {
    expect(exactnessOf({ kernels: kernel === undefined ? [] : [{ since: kernel }] }, outcomes)).toBe(exactness)
  })
})

describe('directives', () => {
  it('belong to the part that they stand in', () => {
    const parts = readParts('file', 'preamble\n//: one\n// refused on 5.10 6.1: words: more\n//: two\n// cpu: v4\n')
    expect(parts.map(({ name }) => name)).toEqual(['file/one', 'file/two'])
    expect([...(parts[0]?.refused ?? [])]).toEqual([
      ['5.10', 'words: more'],
      ['6.1', 'words: more'],
    ])
    expect(parts[1]).toMatchObject({ cpu: 'v4', source: expect.stringMatching(/^preamble/) })
  })

  it('are refused when they are not known', () => {
    expect(() => readParts('file', '//: one\n// refuses on 5.10: words\n')).toThrow('file/one: there is no directive')
    expect(() => readParts('file', '//: one\n// refused on 5.11: words\n')).toThrow('file/one: there is no kernel 5.11')
  })
})
