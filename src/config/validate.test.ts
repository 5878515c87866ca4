/** The usual mistakes in a config, one test each; the messages are what a user reads. */
import { describe, expect, test } from 'vitest'
import { project } from '../../test/support/config_project.ts'
import { a, failure, told } from './testing/told.ts'

describe('values', () => {
  test('an unknown option: the nearest', async () => {
    expect(
      await told({ objects: { probe: { input: ['src/a.bpf.c'], inputs: ['src/a.bpf.c'] } } }),
    ).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects.probe.input: no such option
      hint: did you mean 'inputs'?"
    `)
  })
  test('several mistakes: the hint of each beside its message, once', async () => {
    const cwd = project({ 'bpf-linker.config.json': JSON.stringify({ objets: {}, profil: 1 }) })
    const { message, diagnostics } = await failure({ cwd })
    expect(message).toContain("  objets: no such option; did you mean 'objects'?\n")
    expect(diagnostics).toMatchObject([
      { message: 'objets: no such option', hint: "did you mean 'objects'?" },
      { message: 'profil: no such option', hint: "did you mean 'profile'?" },
    ])
  })
  test('an option in the wrong place', async () => {
    expect(await told({ inputs: ['src/a.bpf.c'], objects: { a: { ...a, loader: 'aya' } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 2 mistakes
        inputs: no such option; it belongs in one of objects
        objects.a.loader: no such option; it belongs in one of profiles"
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
        objects.a.exports.files: no such option; did you mean 'file'?"
    `)
    expect(await told({ objects: { a: { ...a, emit: ['object', 'asembly'] } } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects.a.emit[1]: found 'asembly', expected 'object', 'assembly', 'bitcode' or 'ir'
      hint: did you mean 'assembly'?"
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
        objects.a.exports: found 'atuo', expected 'auto', a list (each the name of a symbol, or a glob) or { file }; did you mean 'auto'?
        objects.a.emit: found 'assmbly', expected 'object', 'assembly', 'bitcode' or 'ir', or a list of them; did you mean 'assembly'?
        objects.a.optimize: found 4, expected 0, 1, 2, 3, 's' or 'z'"
    `)
  })
  test('no inputs', async () => {
    expect(await told({ objects: { a: {}, b: { inputs: [] }, c: null } })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json has 3 mistakes
        objects.a.inputs: missing, expected a path, a glob, a crate ({ cargo: 'its folder' }), or a list of them; for example inputs: ['src/bpf/*.bpf.c', 'vendor/filters.a']
        objects.b.inputs: the list is empty, expected a path, a glob or a crate
        objects.c: found null, expected { inputs }"
    `)
  })
  test('no objects', async () => {
    expect(await told({ profile: 'modern' })).toMatchInlineSnapshot(`
      "CONFIG_INVALID
      bpf-linker.config.json: objects: there is none
      hint: name what to link: objects: { probe: { inputs: ['src/bpf/*.bpf.c'] } }"
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
      hint: did you mean 'linux-5.10'?"
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
