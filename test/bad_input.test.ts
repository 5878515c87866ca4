/**
 * Bad input of every kind: a BpfLinkerError with a stable code and a message
 * that says what to do, and no file left behind. Inputs come from the real
 * compiler and are damaged from there.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  BpfLinkerError,
  build,
  type ErrorCode,
  inspect,
  type LinkOptions,
  link,
  type MemoryInput,
  type UserConfig,
} from '../src/index.ts'
import { countNative } from './support/counted_native.ts'
import { archive, corrupted, newerBitcode, newerPatch, truncated } from './support/damage.ts'
import { PATIENCE } from './support/patience.ts'

const PROGRAM = `
__attribute__((section("xdp"), used)) int prog(void *ctx) { return 2; }
char _license[] __attribute__((section("license"), used)) = "GPL";
`
const memory = (name: string, content: string | Uint8Array): MemoryInput =>
  typeof content === 'string' ? { name, text: content } : { name, bytes: content }

let bitcode: Uint8Array
let object: Uint8Array
let cwd: string

beforeAll(async () => {
  const { artifacts } = await link({ inputs: [memory('a.bpf.c', PROGRAM)], emit: ['bitcode'] })
  const of = (kind: string) => artifacts.find((a) => a.kind === kind)?.bytes ?? expect.fail(`no ${kind}`)
  bitcode = of('bitcode')
  object = of('object')
})
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-bad-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const at = (name: string) => path.join(cwd, name)

interface Expected {
  code: ErrorCode
  message: string | RegExp
  /** What to do about it; undefined where the message alone says it. */
  hint?: string | RegExp
  file?: string
}

async function expectFailure(run: Promise<unknown>, expected: Expected): Promise<BpfLinkerError> {
  const before = allFiles()
  const error = await run.then(
    () => expect.fail('it succeeded'),
    (e: unknown) => e,
  )
  if (!(error instanceof BpfLinkerError)) throw error
  expect(error.code).toBe(expected.code)
  expect(error.message).toMatch(expected.message)
  if (expected.hint !== undefined) expect(error.hint).toMatch(expected.hint)
  if (expected.file !== undefined) expect(error.file).toBe(expected.file)
  expect(allFiles(), 'no file is left behind').toEqual(before)
  return error
}

function allFiles(): string[] {
  return readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort()
}

/** Fails as expected in a process of its own, and in this one. */
async function expectLinkFailure(options: LinkOptions, expected: Expected): Promise<BpfLinkerError> {
  await expectFailure(link({ cwd, outFile: 'out.bpf.o', isolate: false, ...options }), expected)
  return expectFailure(link({ cwd, outFile: 'out.bpf.o', ...options }), expected)
}

describe('inputs', () => {
  test('missing', async () => {
    await expectLinkFailure(
      { inputs: ['nope.bc'] },
      { code: 'INPUT_NOT_FOUND', message: at('nope.bc'), hint: 'check the path', file: at('nope.bc') },
    )
  })

  test('missing source', async () => {
    await expectLinkFailure(
      { inputs: ['nope.bpf.c'] },
      { code: 'INPUT_NOT_FOUND', message: at('nope.bpf.c'), hint: 'check the path' },
    )
  })

  test('empty', async () => {
    writeFileSync(at('empty.o'), '')
    await expectLinkFailure({ inputs: ['empty.o'] }, { code: 'INPUT_EMPTY', message: 'is empty', file: at('empty.o') })
  })

  test('directory', async () => {
    mkdirSync(at('dir'))
    await expectLinkFailure({ inputs: ['dir'] }, { code: 'INPUT_IS_DIRECTORY', message: at('dir'), hint: /dir\/\*/ })
  })

  test('text that is no IR', async () => {
    await expectLinkFailure(
      { inputs: [memory('a.ll', 'hello world')] },
      { code: 'INPUT_UNKNOWN_FORMAT', message: /neither .* it is text that begins with 'hello world'/, hint: 'clang' },
    )
  })

  test('IR that does not parse', async () => {
    const text = 'target triple = "bpf"\ndefine i32 @f() {\n  ret i64 0\n}\n'
    await expectLinkFailure({ inputs: [memory('a.ll', text)] }, { code: 'IR_INVALID', message: /i64|type/ })
  })

  test('ELF of another machine', async () => {
    await expectLinkFailure(
      { inputs: [memory('true.o', readFileSync('/bin/true'))] },
      { code: 'INPUT_WRONG_MACHINE', message: /ELF file for (x86_64|aarch64)/, hint: 'clang -target bpf' },
    )
  })

  test('BPF ELF without bitcode', async () => {
    await expectLinkFailure(
      { inputs: [memory('x.o', object)] },
      { code: 'INPUT_WITHOUT_BITCODE', message: 'x.o is a BPF object without bitcode', hint: '-emit-llvm' },
    )
  })

  test.each([0.1, 0.3, 0.5, 0.9, 0.99])('bitcode cut off at %d of its length', async (part) => {
    await expectLinkFailure(
      { inputs: [memory('t.bc', truncated(bitcode, part))] },
      { code: 'BITCODE_CORRUPT', file: 't.bc', message: 'damaged bitcode', hint: 'build the file again' },
    )
  })

  test.each([3, 7, 13, 50])('bitcode with every %dth byte turned over', async (step) => {
    // In this process LLVM's faults would be ours: an isolated job only.
    await expectFailure(link({ cwd, outFile: 'out.bpf.o', inputs: [memory('t.bc', corrupted(bitcode, step))] }), {
      code: 'BITCODE_CORRUPT',
      file: 't.bc',
      message: 'damaged bitcode',
    })
  })

  test('any single damaged byte is an error or does no harm', async () => {
    const allowed: ErrorCode[] = ['BITCODE_CORRUPT', 'BITCODE_NEWER', 'IR_INVALID', 'INPUT_UNKNOWN_FORMAT', 'NO_INPUTS']
    const survived: ErrorCode[] = ['JOB_CRASHED', 'JOB_OUT_OF_MEMORY', 'JOB_TIMEOUT', 'CODEGEN_ERROR']
    const places = Array.from({ length: 40 }, (_, i) => Math.floor((i * bitcode.length) / 40))
    await Promise.all(
      places.map(async (place) => {
        const copy = Uint8Array.from(bitcode)
        copy[place] = ~(copy[place] ?? 0)
        try {
          await link({ cwd, inputs: [memory(`byte-${place}.bc`, copy)], timeout: PATIENCE })
        } catch (error) {
          if (!(error instanceof BpfLinkerError)) throw error
          expect([...allowed, ...survived, 'SYMBOL_UNRESOLVED', 'LAYOUT_DIFFERS'], `byte ${place}`).toContain(
            error.code,
          )
          if (survived.includes(error.code)) expect(error.message).toContain(`byte-${place}.bc`)
        }
      }),
    )
  })

  test('archive cut off', async () => {
    const whole = archive({ 'a.bc': bitcode })
    await expectLinkFailure(
      { inputs: [memory('lib.a', truncated(whole, 0.99))] },
      { code: 'ARCHIVE_CORRUPT', message: 'lib.a: damaged archive', hint: 'build the archive again' },
    )
  })

  test('archive with a damaged member', async () => {
    await expectFailure(link({ cwd, inputs: [memory('lib.a', archive({ 'bad.bc': corrupted(bitcode) }))] }), {
      code: 'BITCODE_CORRUPT',
      file: 'lib.a(bad.bc)',
      message: 'damaged bitcode',
    })
  })

  test('bitcode of a newer LLVM names producer and reader', async () => {
    await expectLinkFailure(
      { inputs: [memory('new.bc', newerBitcode(bitcode, producerOf(bitcode)))] },
      {
        code: 'BITCODE_NEWER',
        message: /bitcode made by 'LLVM99\.\d+\.\d+' cannot be read by LLVM 2\d\.\d+\.\d+/,
        hint: /take a bpf-linker with LLVM 99: npm install bpf-linker@latest; or compile it with LLVM 2\d\.\d+\.\d+ or older/,
      },
    )
  })

  test('what a newer patch release wrote, and cannot be read, is not called damaged', async () => {
    const newer = newerPatch(bitcode, producerOf(bitcode))
    expect((await link({ cwd, inputs: [memory('t.bc', newer)] })).diagnostics).toEqual([])
    await expectLinkFailure(
      { inputs: [memory('t.bc', truncated(newer, 0.5))] },
      { code: 'BITCODE_NEWER', message: /bitcode made by 'LLVM2\d\.\d+\.9' cannot be read by LLVM/, file: 't.bc' },
    )
  })

  test('none', async () => {
    await expectLinkFailure({ inputs: [] }, { code: 'NO_INPUTS', message: 'no inputs', hint: 'give at least one' })
  })
})

describe('symbols', () => {
  test('unknown export', async () => {
    await expectLinkFailure(
      { inputs: [memory('a.bpf.c', PROGRAM)], exports: ['prgo'] },
      { code: 'EXPORT_UNKNOWN', message: "'prgo'", hint: "did you mean 'prog'" },
    )
  })

  test('unresolved externals, each with who refers to it', async () => {
    const source = `int one(int); int two(int);${PROGRAM.replace('return 2', 'return one(1) + two(2)')}`
    const error = await expectLinkFailure(
      { inputs: [memory('a.bpf.c', source)] },
      { code: 'SYMBOL_UNRESOLVED', message: /one.*prog/, hint: '__weak', file: 'a.bpf.c' },
    )
    expect(error.diagnostics.map((d) => d.message).join('\n')).toMatch(/two/)
  })

  test('duplicate strong symbols, both places', async () => {
    writeFileSync(at('a.bpf.c'), `${PROGRAM}int twice(int x) { return x; }\n`)
    writeFileSync(at('b.bpf.c'), 'int twice(int x) { return x + 1; }\n')
    const error = await expectLinkFailure(
      { inputs: ['a.bpf.c', 'b.bpf.c'] },
      { code: 'SYMBOL_DUPLICATE', message: /'twice' is defined in .*a\.bpf\.c and in .*b\.bpf\.c/, hint: 'static' },
    )
    expect(error.notes.map(({ file, line, sourceLine }) => ({ file, line, sourceLine }))).toEqual([
      { file: at('a.bpf.c'), line: 4, sourceLine: 'int twice(int x) { return x; }' },
      { file: at('b.bpf.c'), line: 1, sourceLine: 'int twice(int x) { return x + 1; }' },
    ])
  })
})

describe('compiling', () => {
  test('a C error has its place, its line and what was read', async () => {
    writeFileSync(at('b.h'), '#define VALUE foo\n')
    writeFileSync(at('a.bpf.c'), '#include "b.h"\nint f(void) {\n\treturn VALUE;\n}\n')
    const error = await expectLinkFailure(
      { inputs: ['a.bpf.c'] },
      { code: 'COMPILE_ERROR', message: "undeclared identifier 'foo'", file: at('a.bpf.c') },
    )
    expect([error.line, error.column]).toEqual([3, 9])
    expect(error.frame).toMatch(/^3 \| \treturn VALUE;\n {2}\| \t {7}\^/)
    expect(error.dependencies).toEqual(expect.arrayContaining([at('a.bpf.c'), at('b.h')]))
  })

  test('what LLVM has no code for, in words and without an address', async () => {
    const source = `int f(void *ctx) {
  static void *labels[] = { &&a, &&b };
  goto *labels[(long)ctx];
a: return 1;
b: return 2;
}
`
    // A fatal error of LLVM: in process it would end this one.
    const error = await expectFailure(link({ cwd, inputs: [memory('goto.bpf.c', source)], cpu: 'v3' }), {
      code: 'CODEGEN_ERROR',
      message: /^in function 'f': BPF has no instruction for brind$/,
      hint: 'computed goto',
    })
    expect(error.line).toBe(1)
    expect(error.notes.map(({ message }) => message).join()).toMatch(/^LLVM says: Cannot select: t1: ch = brind t2, t3/)
    expect(JSON.stringify(error.diagnostics)).not.toMatch(/0x[0-9a-f]{4}/)
  })

  test('a header that is missing', async () => {
    await expectLinkFailure(
      { inputs: [memory('a.bpf.c', '#include "vmlinux.h"\n')] },
      { code: 'COMPILE_ERROR', message: "'vmlinux.h' file not found" },
    )
  })
})

describe('options', () => {
  const inputs = [memory('a.bpf.c', PROGRAM)]
  test.each<[string, Partial<LinkOptions>, Expected]>([
    ['an unknown one', { cpuu: 'v3' } as object, { code: 'CONFIG_INVALID', message: 'cpuu', hint: "'cpu'" }],
    ['a wrong value', { cpu: 'v9' } as object, { code: 'CONFIG_INVALID', message: /cpu.*v9/s }],
    [
      'a profile',
      { profile: 'linux-5.11' },
      { code: 'CONFIG_UNKNOWN_NAME', message: 'linux-5.11', hint: 'linux-5.10' },
    ],
    ['a cpu feature', { cpuFeatures: '+alu33' }, { code: 'OPTION_INVALID', message: '+alu33', hint: 'alu32' }],
    ['an LLVM argument', { llvmArgs: ['-no-such'] }, { code: 'OPTION_INVALID', message: '-no-such' }],
    ['a flag of clang', { cflags: ['-no-such-flag'] }, { code: 'OPTION_INVALID', message: '-no-such-flag' }],
  ])('%s', async (_, options, expected) => {
    await expectLinkFailure({ inputs, ...options }, expected)
  })
})

describe('callers without types', () => {
  const wrong = (inputs: unknown, rest: object = {}) => link({ inputs, ...rest } as LinkOptions)
  test.each<[string, unknown, string]>([
    ['no list', 'a.bpf.c', "inputs: found 'a.bpf.c', expected a list"],
    ['null', null, 'inputs: found null'],
    ['a number among the inputs', ['a.bc', 5], 'inputs[1]: found 5, expected a path'],
    ['no name', [{ text: 'x' }], 'inputs[0]: found'],
    ['an empty name', [{ name: '', text: 'x' }], 'inputs[0]: found'],
    ['a crate without a folder', [{ cargo: '' }], "inputs[0].cargo: found '', expected the folder of a Cargo.toml"],
    ['features as text', [{ cargo: 'a', features: 'b' }], "inputs[0].features: found 'b', expected a list"],
    ['neither bytes nor text', [{ name: 'a.bc' }], "inputs[0]: found { name: 'a.bc' }, expected a path"],
    ['bytes and text', [{ name: 'a.c', bytes: new Uint8Array(), text: '' }], 'inputs[0]: found'],
    ['text for bytes', [{ name: 'a.bc', bytes: 'x' }], "inputs[0].bytes: found 'x', expected a Uint8Array"],
    ['bytes for text', [{ name: 'a.c', text: new Uint8Array() }], 'inputs[0].text: found Uint8Array(0) []'],
  ])('inputs: %s', async (_, inputs, message) => {
    await expectFailure(wrong(inputs), { code: 'CONFIG_INVALID', message })
  })

  test.each([true, false])('a signal that is none (isolate: %s)', async (isolate) => {
    const expected = { code: 'CONFIG_INVALID', message: 'signal: found 5, expected an AbortSignal' } as const
    await expectFailure(wrong([memory('a.bpf.c', PROGRAM)], { signal: 5, isolate }), expected)
    await expectFailure(build({ config: {}, signal: 5 } as object), expected)
    await expectFailure(inspect(object, { signal: 5 } as object), expected)
  })

  test('nothing to inspect', async () => {
    await expectFailure(inspect(null as unknown as string), {
      code: 'CONFIG_INVALID',
      message: 'object: found null, expected a path',
    })
  })
})

describe('limits', () => {
  test('memory', async () => {
    // clang keeps a node for every number. The executable starts with a heap that small programs never outgrow.
    const table = `const long table[] = {${'1,'.repeat(1_000_000)}};\n${PROGRAM}`
    await expectFailure(link({ cwd, inputs: [memory('a.bpf.c', table)], memoryLimit: '64MiB' }), {
      code: 'JOB_OUT_OF_MEMORY',
      message: '64 MiB',
      hint: 'memory',
    })
  })

  test('processor time', async () => {
    const table = `const long table[] = {${'1,'.repeat(1_000_000)}};\n${PROGRAM}`
    await expectFailure(link({ cwd, inputs: [memory('a.bpf.c', table)], timeout: 150 }), {
      code: 'JOB_TIMEOUT',
      message: 'the job used up its 0.15 s of processor time',
      hint: "'timeout'",
    })
  })

  describe('a job that has to wait', () => {
    const outer = process.env.BPF_LINKER_NATIVE_PATH
    const waiting = (name: string, seconds: number) => {
      process.env.BPF_LINKER_NATIVE_PATH = countNative(at(name), seconds).folder
    }
    afterEach(() => {
      if (outer === undefined) delete process.env.BPF_LINKER_NATIVE_PATH
      else process.env.BPF_LINKER_NATIVE_PATH = outer
    })

    test('is not stopped for it', async () => {
      waiting('waits', 3)
      expect((await link({ cwd, inputs: [memory('a.bpf.c', PROGRAM)], timeout: 2000 })).exports).toContain('prog')
    })

    test('but for 20 times its processor time', async () => {
      waiting('hangs', 30)
      await expectFailure(link({ cwd, inputs: [memory('a.bpf.c', PROGRAM)], timeout: 10 }), {
        code: 'JOB_TIMEOUT',
        message: 'the job of a.bpf.c was not done after 0.2 s and was stopped',
        hint: "'timeout'",
      })
    })
  })

  test.each([true, false])('an abort (isolate: %s), and the next job is unharmed', async (isolate) => {
    const controller = new AbortController()
    const running = link({ cwd, inputs: [memory('a.bpf.c', PROGRAM)], isolate, signal: controller.signal })
    controller.abort()
    await expectFailure(running, { code: 'JOB_ABORTED', message: 'a.bpf.c' })
    expect((await link({ inputs: [memory('a.bpf.c', PROGRAM)], isolate })).info.programs).toHaveLength(1)
  })
})

describe('output', () => {
  const inputs = [memory('a.bpf.c', PROGRAM)]

  test('a folder stands there', async () => {
    mkdirSync(at('out.bpf.o'))
    await expectFailure(link({ cwd, inputs, outFile: 'out.bpf.o' }), {
      code: 'OUTPUT_NOT_WRITABLE',
      message: at('out.bpf.o'),
      hint: 'folder of that name',
      file: at('out.bpf.o'),
    })
  })

  test('one of several cannot be written: none is', async () => {
    mkdirSync(at('out.bpf.s'))
    await expectFailure(link({ cwd, inputs, emit: ['object', 'assembly'], outFile: 'out.bpf.o' }), {
      code: 'OUTPUT_NOT_WRITABLE',
      message: at('out.bpf.s'),
    })
  })

  test('its folder is a file', async () => {
    writeFileSync(at('dist'), '')
    await expectFailure(build({ cwd, config: config(), outDir: 'dist' }), {
      code: 'OUTPUT_NOT_WRITABLE',
      message: at('dist'),
      hint: 'where a folder is needed',
    })
  })
})

test('inspecting what is no object', async () => {
  await expectFailure(inspect(Buffer.from('hello')), { code: 'OBJECT_INVALID', message: /./ })
  await expectFailure(inspect(truncated(object, 0.6)), { code: 'OBJECT_INVALID', message: /./ })
  await expectFailure(inspect('nope.o', { cwd }), { code: 'INPUT_NOT_FOUND', message: at('nope.o') })
})

function config(more: UserConfig = {}): UserConfig {
  writeFileSync(at('a.bpf.c'), PROGRAM)
  return { objects: { probe: { inputs: 'a.bpf.c' } }, ...more }
}

describe('config', () => {
  test.each<[string, () => unknown, Expected]>([
    ['no objects', () => ({}), { code: 'CONFIG_INVALID', message: 'objects', hint: 'objects: {' }],
    ['no value', () => 3, { code: 'CONFIG_INVALID', message: /3|number/ }],
    [
      'an unknown key',
      () => ({ ...config(), outdir: 'x' }),
      { code: 'CONFIG_INVALID', message: 'outdir', hint: 'outDir' },
    ],
    ['a wrong type', () => config({ btf: 'yes' } as object), { code: 'CONFIG_INVALID', message: /btf.*yes/s }],
    [
      'an object without inputs',
      () => ({ objects: { probe: {} } }),
      { code: 'CONFIG_INVALID', message: 'objects.probe', hint: 'inputs' },
    ],
    [
      'an unknown profile',
      () => config({ profile: 'linux-5.1' }),
      { code: 'CONFIG_UNKNOWN_NAME', message: 'linux-5.1', hint: /linux-/ },
    ],
    [
      'an input that is not there',
      () => ({ ...config(), objects: { probe: { inputs: ['a.bpfc'] } } }),
      { code: 'INPUT_NOT_FOUND', message: 'a.bpfc', hint: 'a.bpf.c' },
    ],
    [
      'a glob without matches',
      () => ({ objects: { probe: { inputs: ['src/*.bpf.c'] } } }),
      { code: 'INPUT_NOT_FOUND', message: 'src/*.bpf.c'.replaceAll('*', '\\*') },
    ],
  ])('%s', async (_, make, expected) => {
    const value = make() as UserConfig
    const { message } = expected
    await expectFailure(build({ cwd, config: value }), {
      ...expected,
      message: typeof message === 'string' ? new RegExp(message) : message,
    })
  })

  test('none anywhere', async () => {
    await expectFailure(build({ cwd }), {
      code: 'CONFIG_NOT_FOUND',
      message: 'bpf-linker.config',
      hint: 'bpf-linker.config.ts',
    })
  })

  test('a file that does not run', async () => {
    writeFileSync(at('bpf-linker.config.mjs'), 'export default {\n  objects: {,\n}\n')
    const error = await expectFailure(build({ cwd }), { code: 'CONFIG_LOAD_FAILED', message: 'bpf-linker.config.mjs' })
    expect(error.dependencies).toContain(at('bpf-linker.config.mjs'))
  })

  test('an object that the config does not have', async () => {
    await expectFailure(build({ cwd, config: config(), objects: ['prob'] }), {
      code: 'CONFIG_UNKNOWN_NAME',
      message: "no object 'prob'",
      hint: "'probe'",
    })
  })
})

describe('a build in which objects fail', () => {
  const objects = { good: { inputs: 'good.bpf.c' }, bad: { inputs: 'bad.bpf.c' }, worse: { inputs: 'worse.bpf.c' } }
  beforeEach(() => {
    for (const name of ['good', 'bad', 'worse']) writeFileSync(at(`${name}.bpf.c`), PROGRAM)
  })

  test('tries all, tells all, and leaves no older file standing for those that failed', async () => {
    await build({ cwd, config: { objects } })
    writeFileSync(at('bad.bpf.c'), 'int f(void) { return one; }\n')
    writeFileSync(at('worse.bpf.c'), 'int f(void) { return two; }\n')
    rmSync(at('dist/bpf/good.bpf.o'))

    const error = await build({ cwd, config: { objects } }).catch((e: unknown) => e)
    if (!(error instanceof BpfLinkerError)) throw error
    expect(error.code).toBe('COMPILE_ERROR')
    expect(error.message).toMatch(/^2 of 3 objects failed \(bad, worse\): .*'one'/)
    expect(error.diagnostics.map((d) => d.file)).toEqual([at('bad.bpf.c'), at('worse.bpf.c')])
    expect(error.dependencies).toEqual(expect.arrayContaining([at('bad.bpf.c'), at('worse.bpf.c')]))

    expect(readdirSync(at('dist/bpf')).sort()).toEqual(['bpf-manifest.json', 'good.bpf.o'])
    const manifest = JSON.parse(readFileSync(at('dist/bpf/bpf-manifest.json'), 'utf8'))
    expect(manifest.objects.map((o: { id: string }) => o.id)).toEqual(['good'])
  })

  test('makes no folder to hold nothing', async () => {
    writeFileSync(at('bad.bpf.c'), 'x')
    await expectFailure(build({ cwd, config: { objects: { bad: objects.bad } } }), {
      code: 'COMPILE_ERROR',
      message: /./,
    })
    expect(existsSync(at('dist'))).toBe(false)
  })

  test('the same mistake in two profiles is told once', async () => {
    writeFileSync(at('bad.bpf.c'), 'int f(void) { return one; }\n')
    const config: UserConfig = { objects: { bad: { inputs: 'bad.bpf.c', profiles: ['linux-5.4', 'linux-6.1'] } } }
    const error = await expectFailure(build({ cwd, config }), {
      code: 'COMPILE_ERROR',
      message: /bad\.linux-5\.4, bad\.linux-6\.1/,
    })
    expect(error.diagnostics).toHaveLength(1)
  })
})

/** What the note of a damaged copy says the bitcode was made by. */
function producerOf(bytes: Uint8Array): string {
  for (const minor of ['1.8', '1.9', '1.7', '1.6', '1.5', '1.4', '1.3', '1.2', '1.1', '1.0']) {
    try {
      newerBitcode(bytes, `LLVM22.${minor}`)
      return `LLVM22.${minor}`
    } catch {
      // Not that one.
    }
  }
  return expect.fail('the bitcode names no LLVM 22.1')
}
