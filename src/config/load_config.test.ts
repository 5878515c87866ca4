/** The usual mistakes in a config, one test each; the messages are what a user reads. Module configs: load_module.test.ts. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project } from '../../test/support/config_project.ts'
import { BpfLinkerError } from '../errors.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import { fileOf } from '../settings/inputs.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { type LoadConfigOptions, loadConfig } from './load_config.ts'

const source = { 'src/a.bpf.c': '', 'src/b.bpf.c': '' }

async function failure(options: LoadConfigOptions & { cwd: string }): Promise<BpfLinkerError> {
  const error = await loadConfig(options).catch((e: unknown) => e)
  if (error instanceof BpfLinkerError) return error
  throw new Error('it did not fail with a BpfLinkerError', { cause: error })
}

/** Code, message and hint, without the folder of the project. */
function text(error: BpfLinkerError, cwd: string): string {
  const lines = [error.code, error.message, ...(error.hint === undefined ? [] : [`hint: ${error.hint}`])]
  return lines.join('\n').replaceAll(cwd, '<root>')
}

/** What is said about a config that is written as JSON. */
async function told(config: unknown, files: Record<string, string> = source): Promise<string> {
  const cwd = project({ ...files, 'bpf-linker.config.json': JSON.stringify(config) })
  return text(await failure({ cwd }), cwd)
}

/** What is said about a config that is given by value. */
async function toldValue(config: unknown): Promise<string> {
  const cwd = project(source)
  return text(await failure({ cwd, config: config as UserConfig }), cwd)
}

function inputsOf(config: ResolvedConfig, index = 0): string[] {
  const files = (config.objects[index]?.inputs ?? []).map((input) => fileOf(input, config.root) ?? '')
  return files.map((file) => file.slice(config.root.length + 1))
}

const a = { inputs: ['src/a.bpf.c'] }

describe('values', () => {
  test('an unknown option: the nearest', async () => {
    expect(
      await told({ objects: { probe: { input: ['src/a.bpf.c'], inputs: ['src/a.bpf.c'] } } }),
    ).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects.probe.input: no such option
      hint: Did you mean 'inputs'?"
    `)
  })
  test('several mistakes: the hint of each beside its message, once', async () => {
    const cwd = project({ 'bpf-linker.config.json': JSON.stringify({ objets: {}, profil: 1 }) })
    const { message, diagnostics } = await failure({ cwd })
    expect(message).toContain("  objets: no such option. Did you mean 'objects'?\n")
    expect(diagnostics).toMatchObject([
      { message: 'objets: no such option', hint: "Did you mean 'objects'?" },
      { message: 'profil: no such option', hint: "Did you mean 'profile'?" },
    ])
  })
  test('an option in the wrong place', async () => {
    expect(await told({ inputs: ['src/a.bpf.c'], objects: { a: { ...a, loader: 'aya' } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 2 mistakes
        inputs: no such option. It belongs in one of objects
        objects.a.loader: no such option. It belongs in one of profiles"
    `)
  })
  test('a wrong type', async () => {
    expect(await told({ objects: { a: { ...a, btf: 'yes' } }, outDir: 3 })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 2 mistakes
        objects.a.btf: found 'yes', expected true or false
        outDir: found 3, expected the path of a folder"
    `)
  })
  test('an unknown cpu: the nearest', async () => {
    expect(await told({ objects: { probe: { ...a, cpu: 'v5' } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects.probe.cpu: found 'v5', expected 'generic', 'probe', 'v1', 'v2', 'v3' or 'v4'"
    `)
  })
  test('one of several shapes: all of them', async () => {
    expect(await told({ objects: { a: { ...a, exports: 7 } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects.a.exports: found 7, expected 'auto', a list (each the name of a symbol, or a glob) or { file }"
    `)
  })
  test('the right shape with a mistake inside: only that', async () => {
    expect(await told({ objects: { a: { ...a, exports: { files: 'x' } } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 2 mistakes
        objects.a.exports.file: missing, expected the path of a text file
        objects.a.exports.files: no such option. Did you mean 'file'?"
    `)
    expect(await told({ objects: { a: { ...a, emit: ['object', 'asembly'] } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects.a.emit[1]: found 'asembly', expected 'object', 'assembly', 'bitcode' or 'ir'
      hint: Did you mean 'assembly'?"
    `)
    expect(await told({ objects: { a: { inputs: ['src/a.bpf.c', ''] } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects.a.inputs[1]: found '', expected a path or a glob"
    `)
  })
  test('a word that is nearly one of the words', async () => {
    expect(
      await told({ objects: { a: { ...a, emit: 'assmbly', exports: 'atuo', optimize: 4 } } }),
    ).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 3 mistakes
        objects.a.exports: found 'atuo', expected 'auto', a list (each the name of a symbol, or a glob) or { file }. Did you mean 'auto'?
        objects.a.emit: found 'assmbly', expected 'object', 'assembly', 'bitcode' or 'ir', or a list of them. Did you mean 'assembly'?
        objects.a.optimize: found 4, expected 0, 1, 2, 3, 's' or 'z'"
    `)
  })
  test('no inputs', async () => {
    expect(await told({ objects: { a: {}, b: { inputs: [] }, c: null } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 3 mistakes
        objects.a.inputs: missing, expected a path, a glob, a crate ({ cargo: 'its folder' }), or a list of them. For example inputs: ['src/bpf/*.bpf.c', 'vendor/filters.a']
        objects.b.inputs: the list is empty, expected a path, a glob or a crate
        objects.c: found null, expected { inputs }"
    `)
  })
  test('no objects', async () => {
    expect(await told({ profile: 'modern' })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects: there is none
      hint: Name what to link: objects: { probe: { inputs: ['src/bpf/*.bpf.c'] } }"
    `)
    expect(await told({ objects: [a] })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects: found [an object], expected an object"
    `)
  })
  test('names that cannot be file names', async () => {
    expect(await told({ objects: { 'net/probe': a, __proto__x: a } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 2 mistakes
        objects["net/probe"]: found this name, expected letters, digits, . _ and -, the first one a letter or digit
        objects.__proto__x: found this name, expected letters, digits, . _ and -, the first one a letter or digit"
    `)
  })
  test('a kernel as a number', async () => {
    expect(await told({ objects: { a }, profiles: { fleet: { kernel: 5.1 } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: profiles.fleet.kernel: found 5.1, expected a mainline release as text, such as '5.10'"
    `)
  })
  test('limits', async () => {
    expect(await told({ objects: { a }, memoryLimit: 2, timeout: 0.5, concurrency: 0 })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 3 mistakes
        memoryLimit: found 2, expected at least 64 MiB (67108864 bytes)
        timeout: found 0.5, expected milliseconds, at least 1
        concurrency: found 0, expected a whole number from 1 on"
    `)
    expect(await told({ objects: { a }, memoryLimit: '2 gigs' })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: memoryLimit: found '2 gigs', expected a size, such as '2GiB'"
    `)
  })
  test('features without a sign, LLVM options without a dash', async () => {
    expect(await told({ objects: { a }, cpuFeatures: ['alu32'], llvmArgs: ['unroll-count=4'] })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 2 mistakes
        cpuFeatures[0]: found 'alu32', expected a feature with its sign, such as '+alu32'
        llvmArgs[0]: found 'unroll-count=4', expected an option of LLVM, such as '-unroll-count=4'"
    `)
  })
  test('the same profile twice', async () => {
    expect(await told({ objects: { a: { ...a, profiles: ['modern', 'modern'] } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects.a.profiles: 'modern' is in the list twice"
    `)
  })
  test('an unknown profile', async () => {
    expect(await told({ objects: { a }, profile: 'linux-5.1O' })).toMatchInlineSnapshot(`
      "CONFIG_UNKNOWN_NAME
      bpf-linker.config.json: profile: no profile is called 'linux-5.1O'
      hint: Did you mean 'linux-5.10'?"
    `)
  })
  test('a config that is no object', async () => {
    expect(await told([])).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: found [], expected an object"
    `)
    expect(await told('x')).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: found 'x', expected an object"
    `)
  })
})

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
      hint: A file goes into \`configFile\`, its content into \`config\`"
    `)
    const both = { cwd, config: { objects: { a } }, configFile: 'bpf-linker.config.json' }
    expect(text(await failure(both), cwd)).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      'config' and 'configFile' at once
      hint: Keep one of them"
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
      hint: Write bpf-linker.config.ts: export default { objects: { probe: { inputs: ['src/bpf/*.bpf.c'] } } }"
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
      package.json: it has no key "bpf-linker"
      hint: Name a bpf-linker.config.* file, or add the key"
    `)
  })
  test('a named file that is not there: the nearest', async () => {
    const cwd = project({ 'bpf-linker.config.json': '{}' })
    const error = await failure({ cwd, configFile: 'bpf-linker.conifg.json' })
    expect(text(error, cwd)).toMatchInlineSnapshot(`
      "CONFIG_NOT_FOUND
      there is no config file <root>/bpf-linker.conifg.json
      hint: Did you mean 'bpf-linker.config.json'?"
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
      hint: An empty config is {}"
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
        objects.a.inputs[0]: no file matches 'src/*.c2' in <root>. Globs leave out node_modules and names that begin with a dot
        objects.a.inputs[1]: there is no file 'src/a.bfp.c' in <root>. Did you mean 'a.bpf.c'?
        objects.a.inputs[2]: there is no file 'nowhere/x.c' in <root>. There is no folder <root>/nowhere either
        objects.a.inputs[3]: 'src' is a folder. Did you mean 'src/*.bpf.c'?
        objects.b.inputs: no file matches 'x/*.c' in <root>. Globs leave out node_modules and names that begin with a dot"
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
      hint: Name a text file with one symbol on each line"
    `)
  })
  test('an export list is read, and is a dependency', async () => {
    const cwd = project({ ...source, 'list.txt': '# ours\nxdp_main\r\n\n  events\n' })
    const config = await loadConfig({ cwd, config: { exports: { file: 'list.txt' }, objects: { a } } })
    expect(config.objects[0]?.link.exports).toEqual({ auto: false, patterns: ['xdp_main', 'events'] })
    expect(config.dependencies).toEqual([join(cwd, 'list.txt')])
  })
})

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
      hint: Take one of them out"
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
      hint: Paths are relative to this config"
    `)
    expect(error.dependencies).toEqual(['base.json', 'bpf-linker.config.json'].map((file) => join(cwd, file)))
  })
  test('a package that is not installed, a preset that is misspelt', async () => {
    expect(await told({ extends: '@acme/none' })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: extends: there is no preset and no package '@acme/none'
      hint: A file begins with ./, and a package has to be installed: npm install -D @acme/none"
    `)
    expect(await told({ extends: ['linux-5.01'] })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: extends[0]: there is no preset and no package 'linux-5.01'
      hint: Did you mean 'linux-5.10'?"
    `)
  })
  test('a mistake in a base is told with its file', async () => {
    expect(
      await told({ extends: './base.json' }, { 'base.json': '{ "cpu": "v9", "objects": { "a": { "optimise": 2 } } }' }),
    ).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      base.json has 2 mistakes
        objects.a.optimise: no such option. Did you mean 'optimize'?
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
        bpf-linker.config.json: profile: no profile is called 'nodern'. Did you mean 'modern'?
        base.json: objects.a.inputs: no file matches 'x/*.c' in <root>. Globs leave out node_modules and names that begin with a dot"
    `)
  })
})
