import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project } from '../../test/support/config_project.ts'
import { loadConfig } from './load_config.ts'
import { a, failure, inputsOf, source, text, told } from './testing/told.ts'

describe('extends', () => {
  test('a file, a package, a preset; the later over the earlier, the config over all', async () => {
    const cwd = project({
      ...source,
      'bpf-linker.config.json': JSON.stringify({
        extends: ['linux-4.19', '@acme/bpf', './shared/base.yaml'],
        objects: { a: { optimize: 'z' } },
      }),
      'node_modules/@acme/bpf/package.json': '{ "main": "config.json" }',
      'node_modules/@acme/bpf/config.json': JSON.stringify({
        outDir: 'out',
        includeDirs: ['include'],
        profiles: { acme: { kernel: '5.4' } },
      }),
      'shared/base.yaml': 'extends: ./deeper.json\nobjects: { a: { inputs: ../src/*.bpf.c, cflags: [-Wall] } }\n',
      'shared/deeper.json': '{ "optimize": 3, "defines": ["A"] }',
    })
    const config = await loadConfig({ cwd })
    expect(config.outDir).toBe(join(cwd, 'out'))
    expect(inputsOf(config)).toEqual(['src/a.bpf.c', 'src/b.bpf.c'])
    expect(config.objects[0]).toMatchObject({
      profile: { name: 'linux-4.19' },
      code: { optimize: 'z' },
      compile: {
        cflags: ['-Wall'],
        defines: ['A'],
        includeDirs: [join(cwd, 'node_modules/@acme/bpf/include')],
      },
    })
    expect(config.dependencies.map((file) => file.slice(cwd.length + 1))).toEqual([
      ...['bpf-linker.config.json', 'node_modules/@acme/bpf/config.json', 'shared/base.yaml', 'shared/deeper.json'],
    ])
  })
  test('a circle', async () => {
    const cwd = project({
      'bpf-linker.config.json': '{ "extends": "./b.json" }',
      'b.json': '{ "extends": ["./c.json"] }',
      'c.json': '{ "extends": "./b.json" }',
    })
    expect(text(await failure({ cwd }), cwd)).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      c.json: extends: configs extend each other: b.json → c.json → b.json
      hint: take one of them out"
    `)
  })
  test('the same base twice is no circle', async () => {
    const cwd = project({
      ...source,
      'bpf-linker.config.json': '{ "extends": ["./b.json", "./c.json"] }',
      'b.json': '{ "extends": "./c.json" }',
      'c.json': JSON.stringify({ objects: { a } }),
    })
    expect((await loadConfig({ cwd })).objects).toHaveLength(1)
  })
  test('a file that is not there', async () => {
    const cwd = project({ 'bpf-linker.config.json': '{ "extends": "./base.json" }' })
    const error = await failure({ cwd })
    expect(text(error, cwd)).toMatchInlineSnapshot(`
      "CONFIG_NOT_FOUND
      bpf-linker.config.json: extends: there is no file './base.json' in <root>
      hint: paths are relative to this config"
    `)
    expect(error.dependencies).toEqual(['base.json', 'bpf-linker.config.json'].map((file) => join(cwd, file)))
  })
  test('a package that is not installed, a preset that is misspelt', async () => {
    expect(await told({ extends: '@acme/none' })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: extends: there is no preset and no package '@acme/none'
      hint: a file begins with ./, and a package has to be installed: npm install -D @acme/none"
    `)
    expect(await told({ extends: ['linux-5.01'] })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: extends[0]: there is no preset and no package 'linux-5.01'
      hint: did you mean 'linux-5.10'?"
    `)
  })
  test('a mistake in a base is told with its file', async () => {
    expect(
      await told({ extends: './base.json' }, { 'base.json': '{ "cpu": "v9", "objects": { "a": { "optimise": 2 } } }' }),
    ).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      base.json has 2 mistakes
        objects.a.optimise: no such option; did you mean 'optimize'?
        cpu: found 'v9', expected 'generic', 'probe', 'v1', 'v2', 'v3' or 'v4'"
    `)
  })
  test('mistakes in two files', async () => {
    expect(
      await told(
        { extends: './base.json', profile: 'nodern' },
        { 'base.json': '{ "objects": { "a": { "inputs": "x/*.c" } } }' },
      ),
    ).toMatchInlineSnapshot(`
      "CONFIG_UNKNOWN_NAME
      the config has 2 mistakes
        bpf-linker.config.json: profile: no profile is called 'nodern'; did you mean 'modern'?
        base.json: objects.a.inputs: no file matches 'x/*.c' in <root>; globs leave out node_modules and names that begin with a dot"
    `)
  })
})
