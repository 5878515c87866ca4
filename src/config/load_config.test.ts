/** From nothing to a resolved config. Mistakes in it: validate.test.ts; module configs: load_module.test.ts. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project } from '../../test/support/config_project.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { loadConfig } from './load_config.ts'
import { a, failure, inputsOf, source, text, told, toldValue } from './testing/told.ts'

describe('by value', () => {
  test('what is no plain data', async () => {
    expect(
      await toldValue({
        objects: {
          a: { inputs: [new URL('file:///a.c')], exports: /x/, defines: { A: () => 1, B: 1n }, cflags: new Set() },
        },
        timeout: Number.NaN,
      }),
    ).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      the config has 6 mistakes
        objects.a.inputs[0]: found a URL, expected a path as text: fileURLToPath(url) makes one
        objects.a.exports: found a regular expression /x/, expected text; names are matched by globs
        objects.a.defines.A: found a function; only the config as a whole may be a function
        objects.a.defines.B: found a bigint, expected plain data
        objects.a.cflags: found a Set, expected plain data
        timeout: found NaN, expected a number"
    `)
  })
  test('an object that contains itself', async () => {
    const circle: Record<string, unknown> = {}
    circle.objects = { a: circle }
    expect(await toldValue(circle)).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      the config: objects.a: found an object that contains itself"
    `)
  })
  test('functions, promises, objects without a prototype, keys that are undefined', async () => {
    const cwd = project(source)
    const promised = async (): Promise<UserConfig> =>
      Object.assign(Object.create(null), { objects: { a }, outDir: undefined })
    for (const given of [promised, promised(), await promised()]) {
      const config = await loadConfig({ cwd, config: given })
      expect(config).toMatchObject({ configFile: undefined, root: cwd, outDir: join(cwd, 'dist/bpf') })
      expect(inputsOf(config)).toEqual(['src/a.bpf.c'])
    }
  })

  test('a file is no config, and there is only one', async () => {
    const cwd = project(source)
    expect(await toldValue('bpf-linker.config.ts')).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      config: found 'bpf-linker.config.ts', expected the config itself
      hint: a file goes into 'configFile', its content into 'config'"
    `)
    const both = { cwd, config: { objects: { a } }, configFile: 'bpf-linker.config.json' }
    expect(text(await failure(both), cwd)).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      'config' and 'configFile' at once
      hint: keep one of them"
    `)
  })
  test('overrides count over the config, their paths from the working directory', async () => {
    const cwd = project({
      ...source,
      'conf/bpf-linker.config.json': JSON.stringify({ outDir: 'o', objects: { a: { inputs: '../src/a.bpf.c' } } }),
    })
    const options = { cwd, configFile: 'conf/bpf-linker.config.json' }
    expect((await loadConfig(options)).outDir).toBe(join(cwd, 'conf/o'))
    expect((await loadConfig({ ...options, overrides: { outDir: 'out' } })).outDir).toBe(join(cwd, 'out'))
    expect((await failure({ ...options, overrides: { outDir: 1 } as never })).message).toBe(
      'the config: outDir: found 1, expected the path of a folder',
    )
  })
  test('nothing at all is fine for who says so', async () => {
    const cwd = project({ 'package.json': '{}', 'src/a.bpf.c': '' })
    expect((await loadConfig({ cwd, allowEmpty: true })).objects).toEqual([])
    expect((await loadConfig({ cwd, allowEmpty: true, configFile: false })).objects).toEqual([])
  })
})

describe('inputs', () => {
  test('globs are sorted, in the order of the list, each file once; ! leaves out', async () => {
    const names = ['z', 'a', 'B', 'a.test', '[id]']
    const files = Object.fromEntries(names.map((name) => [`src/${name}.bpf.c`, '']))
    const cwd = project({ ...files, 'src/node_modules/x/n.bpf.c': '', 'src/.hidden.bpf.c': '', 'vendor/f.a': '' })
    const inputs = ['vendor/f.a', 'src/z.bpf.c', 'src/**/*.bpf.c', '!src/*.test.bpf.c', 'src/[id].bpf.c']
    const config = await loadConfig({ cwd, config: { objects: { a: { inputs } } } })
    expect(inputsOf(config)).toEqual(['vendor/f.a', 'src/z.bpf.c', 'src/B.bpf.c', 'src/[id].bpf.c', 'src/a.bpf.c'])
    expect(config.inputFolders).toEqual([join(cwd, 'src')])
  })
  test('a glob that matches nothing, a file that is not there, a folder: all at once', async () => {
    const inputs = ['src/*.c2', 'src/a.bfp.c', 'nowhere/x.c', 'src']
    const cwd = project({
      ...source,
      'bpf-linker.config.json': JSON.stringify({ objects: { a: { inputs }, b: { inputs: 'x/*.c' } } }),
    })
    const error = await failure({ cwd })
    expect(text(error, cwd)).toMatchInlineSnapshot(`
      "INPUT_NOT_FOUND
      bpf-linker.config.json has 5 mistakes
        objects.a.inputs[0]: no file matches 'src/*.c2' in <root>; globs leave out node_modules and names that begin with a dot
        objects.a.inputs[1]: there is no file 'src/a.bfp.c' in <root>; did you mean 'a.bpf.c'?
        objects.a.inputs[2]: there is no file 'nowhere/x.c' in <root>; there is no folder <root>/nowhere either
        objects.a.inputs[3]: 'src' is a folder; did you mean 'src/*.bpf.c'?
        objects.b.inputs: no file matches 'x/*.c' in <root>; globs leave out node_modules and names that begin with a dot"
    `)
    expect(error.dependencies).toEqual(
      ['bpf-linker.config.json', 'nowhere/x.c', 'src/a.bfp.c'].map((file) => join(cwd, file)),
    )
    expect(error.diagnostics.map(({ code }) => code)).toEqual([
      ...['INPUT_NOT_FOUND', 'INPUT_NOT_FOUND', 'INPUT_NOT_FOUND', 'INPUT_IS_DIRECTORY', 'INPUT_NOT_FOUND'],
    ])
  })
  test('an export list that is not there', async () => {
    expect(await told({ objects: { a: { ...a, exports: { file: 'list.txt' } } } })).toMatchInlineSnapshot(`
      "INPUT_NOT_FOUND
      bpf-linker.config.json: objects.a.exports.file: cannot read <root>/list.txt: there is no such file
      hint: name a text file with one symbol on each line"
    `)
  })
  test('an export list is read, and is a dependency', async () => {
    const cwd = project({ ...source, 'list.txt': '# ours\nxdp_main\r\n\n  events\n' })
    const config = await loadConfig({ cwd, config: { exports: { file: 'list.txt' }, objects: { a } } })
    expect(config.objects[0]?.link.exports).toEqual({ auto: false, patterns: ['xdp_main', 'events'] })
    expect(config.dependencies).toEqual([join(cwd, 'list.txt')])
  })
})
