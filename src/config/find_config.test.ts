import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project } from '../../test/support/config_project.ts'
import { loadConfig } from './load_config.ts'
import { a, failure, source, text } from './testing/told.ts'

describe('finding the file', () => {
  test('in a folder above, up to the root of the repository', async () => {
    const cwd = project({
      ...source,
      '.git/HEAD': '',
      'bpf-linker.config.json': JSON.stringify({ objects: { a } }),
      'x/y/package.json': '{}',
    })
    expect((await loadConfig({ cwd: join(cwd, 'x/y') })).root).toBe(cwd)
    mkdirSync(join(cwd, 'x/.git'))
    const error = await failure({ cwd: join(cwd, 'x/y') })
    expect(text(error, cwd)).toMatchInlineSnapshot(`
      "CONFIG_NOT_FOUND
      there is no bpf-linker.config.* in <root>/x/y and the folders above, up to <root>/x
      hint: write bpf-linker.config.ts: export default { objects: { probe: { inputs: ['src/bpf/*.bpf.c'] } } }"
    `)
  })
  test('in a folder above, up to the root of the workspace', async () => {
    const cwd = project({
      ...source,
      'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
      'bpf-linker.config.json': JSON.stringify({ objects: { a } }),
      'packages/x/package.json': '{}',
      'packages/y/package.json': 'null',
    })
    expect((await loadConfig({ cwd: join(cwd, 'packages/x') })).root).toBe(cwd)
    expect((await loadConfig({ cwd: join(cwd, 'packages/y') })).root).toBe(cwd)
  })
  test('a key of package.json', async () => {
    const cwd = project({ ...source, 'package.json': JSON.stringify({ name: 'x', 'bpf-linker': { objects: { a } } }) })
    expect(await loadConfig({ cwd })).toMatchObject({ configFile: join(cwd, 'package.json'), root: cwd })
  })
  test('a package.json without the key, named', async () => {
    const cwd = project({ 'package.json': '{}' })
    expect(text(await failure({ cwd, configFile: 'package.json' }), cwd)).toMatchInlineSnapshot(`
      "CONFIG_LOAD_FAILED
      package.json: it has no key 'bpf-linker'
      hint: name a bpf-linker.config.* file, or add the key"
    `)
  })
  test('a named file that is not there: the nearest', async () => {
    const cwd = project({ 'bpf-linker.config.json': '{}' })
    const error = await failure({ cwd, configFile: 'bpf-linker.conifg.json' })
    expect(text(error, cwd)).toMatchInlineSnapshot(`
      "CONFIG_NOT_FOUND
      there is no config file <root>/bpf-linker.conifg.json
      hint: did you mean 'bpf-linker.config.json'?"
    `)
    expect(error.dependencies).toEqual([join(cwd, 'bpf-linker.conifg.json')])
  })
  test('a named file of another kind', async () => {
    const cwd = project({ 'conf.toml': '' })
    expect(text(await failure({ cwd, configFile: 'conf.toml' }), cwd)).toMatchInlineSnapshot(`
      "CONFIG_LOAD_FAILED
      conf.toml: a config file ends in .ts, .mts, .cts, .js, .mjs, .cjs, .json, .yaml, .yml"
    `)
  })
  test('an empty file', async () => {
    const cwd = project({ 'bpf-linker.config.json': '\n' })
    expect(text(await failure({ cwd }), cwd)).toMatchInlineSnapshot(`
      "CONFIG_LOAD_FAILED
      bpf-linker.config.json: it is empty
      hint: an empty config is {}"
    `)
  })
  test('JSON that is none: the place', async () => {
    const cwd = project({ 'bpf-linker.config.json': '{\n  "objects": {\n    "a": {} "b"\n  }\n}\n' })
    const error = await failure({ cwd })
    expect(error).toMatchObject({
      code: 'CONFIG_LOAD_FAILED',
      file: join(cwd, 'bpf-linker.config.json'),
      line: 3,
      column: 13,
    })
    expect(error.message).toMatch(/^bpf-linker\.config\.json:3:13: no valid JSON: /)
    expect(error.frame).toBe('3 |     "a": {} "b"\n  |             ^')
    expect(error.dependencies).toEqual([join(cwd, 'bpf-linker.config.json')])
  })
  test('JSON that ends too early', async () => {
    const cwd = project({ 'bpf-linker.config.json': '{\n  "objects": {\n' })
    expect(await failure({ cwd })).toMatchObject({ code: 'CONFIG_LOAD_FAILED', line: 2 })
  })
  test('YAML that is none: the place', async () => {
    const cwd = project({ 'bpf-linker.config.yaml': 'objects:\n  a: [1\n  b: 2\n' })
    const error = await failure({ cwd })
    expect(error).toMatchObject({ code: 'CONFIG_LOAD_FAILED', line: 3 })
    expect(error.message).toMatch(/^bpf-linker\.config\.yaml:3:\d+: no valid YAML: /)
  })
})
