import { describe, expect, it } from 'vitest'
import type { PluginOptions } from '../settings/plugin_options.generated.ts'
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

it.each<[unknown, string, string?]>([
  [{ inclde: '.c' }, 'inclde: no such option', "did you mean 'include'?"],
  [
    { colour: undefined },
    'colour: no such option',
    'there is: config, configFile, include, assets, assetsDir, failOnWarn',
  ],
  [{ include: ['.c', 5] }, 'include[1]: found 5, expected an ending of file names or an expression'],
  [{ include: null }, 'include: found null, expected an ending of file names, an expression, or a list of these'],
  [{ assets: 'probe' }, "assets: found 'probe', expected true, false or a list of names of objects"],
  [{ assets: ['probe', /x/] }, 'assets[1]: found an object, expected the name of an object'],
  [{ assetsDir: 'a/../../b' }, "assetsDir: found 'a/../../b', expected a folder inside the output folder"],
  [{ assetsDir: 'a\\..' }, "assetsDir: found 'a\\..', expected a folder inside the output folder"],
  [{ config: null }, 'config: found null, expected the config itself, a promise or a function'],
  [{ config: [] }, 'config: found [], expected the config itself, a promise or a function'],
  [{ config: './a.ts' }, "config: found './a.ts', expected the config itself, a promise or a function; a file goes"],
  [{ configFile: true }, 'configFile: found true, expected a path or false'],
  [{ configFile: () => 'a.ts' }, 'configFile: found a function, expected a path or false'],
  [{ failOnWarn: 'yes' }, "failOnWarn: found 'yes', expected true or false"],
  ['probe', "found 'probe', expected an object"],
])('refuses %j', (options, message, hint) => {
  expect(() => resolveOptions(options as PluginOptions)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`the plugin's argument: ${message}`),
      hint,
    }),
  )
})

it('tells all mistakes at once', () => {
  expect(() => resolveOptions({ assets: 1, failOnWarn: 'yes' } as unknown as PluginOptions)).toThrow(
    expect.objectContaining({
      message: `the plugin's argument has 2 mistakes
  assets: found 1, expected true, false or a list of names of objects
  failOnWarn: found 'yes', expected true or false`,
    }),
  )
})

it.each<PluginOptions>([
  { config: {}, configFile: 'a.ts', include: /a/, assets: ['a'], assetsDir: 'a..b/..c', failOnWarn: true },
  { config: Promise.resolve({}), configFile: false, include: ['.c', /a/], assets: false, assetsDir: '' },
  { config: () => ({}), include: undefined, assets: undefined },
])('takes %o', (options) => {
  expect(() => resolveOptions(options)).not.toThrow()
})
