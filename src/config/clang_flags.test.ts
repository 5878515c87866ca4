import { describe, expect, test } from 'vitest'
import { codeFlagsIn, flagsMistake, flagsOf, withoutCodeFlags } from './clang_flags.ts'

test('one text is split as a shell does it, a list stays as it is', () => {
  expect(flagsOf('-Wall -include "my config.h"')).toEqual(['-Wall', '-include', 'my config.h'])
  expect(flagsOf(['-include', 'my config.h', '-DA=$B'])).toEqual(['-include', 'my config.h', '-DA=$B'])
  expect(flagsOf(undefined)).toEqual([])
  expect(flagsOf(' ')).toEqual([])
  expect(flagsMistake('-DA=$B')).toBe('$B is for a shell, and none runs')
  expect(flagsMistake(['-DA=$B'])).toBeUndefined()
  expect(flagsMistake(undefined)).toBeUndefined()
})

describe('what flags say of cpu and optimize', () => {
  test.each([
    [['-g', '-O2', '-mcpu=v3', '-Wall'], { cpu: 'v3', optimize: '2' }],
    [['-mcpu=v3', '-mcpu=v2', '-O0', '-Os'], { cpu: 'v2', optimize: 's' }],
    [['-O'], { optimize: '1' }],
    [['-Og'], { optimize: '1' }],
    [['-O0'], { optimize: '0' }],
    [['-O4'], { optimize: '3' }],
    [['-Oz', '-mcpu=probe'], { cpu: 'probe', optimize: 'z' }],
    // For clang to judge: what it means, and that it does not exist.
    [['-Ofast', '-O17', '-mcpu=v9', '-mcpu=', '-mcpu', 'v3', '-OtoString'], {}],
    // Of cc1, which has its own.
    [['-Xclang', '-O0', '-Xclang', '-mcpu=v3'], {}],
    [[], {}],
  ])('%j', (flags, said) => {
    expect(codeFlagsIn(flags)).toEqual(said)
  })

  test('what the options have is left out, a contradiction is not', () => {
    const left = (flags: string[]) => withoutCodeFlags(flags, { cpu: 'v3', optimize: 's' })
    expect(left(['-g', '-mcpu=v3', '-Wall', '-Os'])).toEqual(['-g', '-Wall'])
    expect(left(['-mcpu=v1', '-mcpu=v3', '-O2', '-Os', '-g'])).toEqual(['-g'])
    expect(left(['-mcpu=v2', '-Os'])).toEqual(['-mcpu=v2'])
    expect(left(['-mcpu=v3', '-Os', '-O2'])).toEqual(['-Os', '-O2'])
    expect(left(['-Xclang', '-O0', '-Ofast'])).toEqual(['-Xclang', '-O0', '-Ofast'])
  })
})
