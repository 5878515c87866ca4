import { describe, expect, it } from 'vitest'
import { resolveOptions } from './options.ts'

describe('include', () => {
  it('is *.bpf.c by default', () => {
    const { isSource } = resolveOptions()
    expect(isSource('/p/probe.bpf.c')).toBe(true)
    expect(isSource('/p/probe.c')).toBe(false)
    expect(isSource('/p/probe.bpf.cc')).toBe(false)
  })

  it('takes endings and expressions, with Windows paths too', () => {
    const { isSource } = resolveOptions({ include: ['_kern.c', /\/bpf\/[^/]+\.c$/g] })
    expect(isSource('/p/x_kern.c')).toBe(true)
    expect(isSource('C:\\p\\bpf\\x.c')).toBe(true)
    // A global expression keeps a place between calls.
    expect(isSource('/p/bpf/x.c')).toBe(true)
    expect(isSource('/p/bpf/x.c')).toBe(true)
    expect(isSource('/p/x.bpf.c')).toBe(false)
  })

  it('never takes what is no C source', () => {
    expect(resolveOptions({ include: /./ }).isSource('/p/x.h')).toBe(false)
  })
})

describe('assets', () => {
  it('takes names and ids', () => {
    const { isAsset } = resolveOptions({ assets: ['a', 'b.linux-5.10'] })
    expect(isAsset('a', 'a.linux-6.12')).toBe(true)
    expect(isAsset('b', 'b.linux-5.10')).toBe(true)
    expect(isAsset('b', 'b.linux-6.12')).toBe(false)
  })
})

describe('assetsDir', () => {
  it.each([
    [undefined, 'bpf/'],
    ['./objects/v1/', 'objects/v1/'],
    ['/objects', 'objects/'],
    ['objects\\v1', 'objects/v1/'],
    ['', ''],
    ['.', ''],
  ])('%s → %s', (given, expected) => {
    expect(resolveOptions(given === undefined ? {} : { assetsDir: given }).assetsDir).toBe(expected)
  })
})

it('failOnWarn is off by default', () => {
  expect(resolveOptions().failOnWarn).toBe(false)
  expect(resolveOptions({ failOnWarn: true }).failOnWarn).toBe(true)
})

it.each<[object, string, string | undefined]>([
  [{ inclde: '.c' }, 'inclde: the plugin has no such option', "Did you mean 'include'?"],
  [{ include: ['.c', 5] }, 'include of the plugin: found [".c",5], expected an ending of file names', undefined],
  [{ assets: 'probe' }, 'assets of the plugin: found "probe", expected true, false or a list', undefined],
  [{ assetsDir: 'a/../../b' }, 'assetsDir of the plugin: found "a/../../b", expected a folder inside', undefined],
  [{ config: null }, 'config of the plugin: found null, expected the config itself', undefined],
  [{ config: './a.ts' }, 'found "./a.ts", expected the config itself, a promise or a function; a file goes', undefined],
  [{ configFile: true }, 'configFile of the plugin: found true, expected a path or false', undefined],
  [{ failOnWarn: 'yes' }, 'failOnWarn of the plugin: found "yes", expected true or false', undefined],
])('refuses %j', (options, message, hint) => {
  const error = expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message), hint })
  expect(() => resolveOptions(options)).toThrow(error)
})
