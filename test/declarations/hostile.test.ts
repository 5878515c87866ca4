/** Types that no compiler wrote: an error with a code, in bounded time and memory. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateModule } from '../../src/codegen/generate.ts'
import { moduleText } from '../../src/codegen/module.ts'
import { inspect, link } from '../../src/index.ts'
import { btfGraph } from '../../src/object/btf_graph.ts'
import type { ObjectInfo } from '../../src/object/types.ts'

const INVALID = expect.objectContaining({ name: 'BpfLinkerError', code: 'OBJECT_INVALID' })
const KINDS = { int: 1, ptr: 2, array: 3, struct: 4, union: 5, typedef: 8 } as const

/** The records of a `.BTF` section, and its strings. */
class Btf {
  private readonly words: number[] = []
  private strings = '\0'
  private readonly offsets = new Map<string, number>()

  name(text: string): number {
    const known = this.offsets.get(text)
    if (known !== undefined) return known
    const offset = this.strings.length
    this.strings += `${text}\0`
    this.offsets.set(text, offset)
    return offset
  }

  add(kind: keyof typeof KINDS, name: string, sizeOrType: number, rest: readonly number[] = [], elements = 0): this {
    this.words.push(name === '' ? 0 : this.name(name), (KINDS[kind] << 24) | elements, sizeOrType)
    // Not spread: arguments go on the stack.
    for (const word of rest) this.words.push(word)
    return this
  }

  bytes(): Buffer {
    const types = Buffer.from(Uint32Array.from(this.words).buffer)
    const strings = Buffer.from(this.strings, 'latin1')
    const header = Buffer.alloc(24)
    header.writeUInt16LE(0xeb9f, 0)
    header.writeUInt8(1, 2)
    header.writeUInt32LE(24, 4)
    header.writeUInt32LE(types.length, 12)
    header.writeUInt32LE(types.length, 16)
    header.writeUInt32LE(strings.length, 20)
    return Buffer.concat([header, types, strings])
  }
}

const INT = ['int', 'int', 4, [32]] as const

let folder: string
let plain: string

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-hostile-'))
  plain = path.join(folder, 'plain.o')
  const text = '__attribute__((section("xdp"), used)) int prog(void *ctx) { return 1; }'
  await link({ inputs: [{ name: 'x.bpf.c', text }], outFile: plain })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What `inspect`, the graph and the generator say of an object with that BTF; the text where all is well. */
async function verdict(btf: Btf): Promise<unknown> {
  const [section, object] = [path.join(folder, 'btf'), path.join(folder, 'hostile.o')]
  writeFileSync(section, btf.bytes())
  const remove = ['--remove-section', '.BTF.ext', '--remove-section', '.rel.BTF.ext', '--remove-section', '.rel.BTF']
  execFileSync('llvm-objcopy-22', [...remove, '--update-section', `.BTF=${section}`, plain, object])
  try {
    const info = await inspect(readFileSync(object), { types: true })
    return moduleText(generateModule(info, { of: 'hostile.o' }), 'typescript')
  } catch (error) {
    return error
  }
}

describe('an object of which', () => {
  test('the types are sound is fine', async () => {
    expect(await verdict(new Btf().add(...INT))).toEqual(expect.any(String))
  })

  test('a name has 64 MB', async () => {
    expect(await verdict(new Btf().add('struct', 'x'.repeat(64 << 20), 0))).toEqual(INVALID)
  })

  test('64 MB of strings belong to nobody is fine', async () => {
    const btf = new Btf().add(...INT)
    btf.name('x'.repeat(64 << 20))
    expect(await verdict(btf)).toEqual(expect.any(String))
  })

  test('typedefs go in a circle', async () => {
    expect(await verdict(new Btf().add('typedef', 'a', 2).add('typedef', 'b', 1))).toEqual(INVALID)
  })

  test('a struct is in itself', async () => {
    const btf = new Btf()
    expect(await verdict(btf.add('struct', 's', 4, [btf.name('m'), 1, 0], 1))).toEqual(INVALID)
  })

  test('an id is of no type', async () => {
    expect(await verdict(new Btf().add('ptr', '', 4_000_000_000))).toEqual(INVALID)
  })

  test('an array has more bytes than there can be', async () => {
    const btf = new Btf().add(...INT).add('array', '', 0, [1, 1, 0xffffffff])
    expect(await verdict(btf)).toEqual(INVALID)
  })

  test('a member is outside its struct', async () => {
    const btf = new Btf().add(...INT)
    expect(await verdict(btf.add('struct', 's', 4, [btf.name('m'), 1, 1024], 1))).toEqual(INVALID)
  })

  test('anonymous unions multiply to 2^40 members', async () => {
    const btf = new Btf().add(...INT)
    btf.add('union', '', 4, [btf.name('m'), 1, 0, btf.name('n'), 1, 0], 2)
    for (let id = 2; id < 42; id++) btf.add('union', '', 4, [0, id, 0, 0, id, 0], 2)
    btf.add('struct', 's', 4, [0, 42, 0], 1)
    expect(await verdict(btf)).toEqual(INVALID)
  })

  test('a thousand structs have the same 60,000 anonymous members', async () => {
    const btf = new Btf().add(...INT)
    const members = Array.from({ length: 60_000 }, (_, index) => [btf.name(`m${index}`), 1, 0]).flat()
    btf.add('union', '', 4, members, 60_000)
    for (let index = 0; index < 1000; index++) btf.add('struct', `s${index}`, 4, [0, 2, 0], 1)
    expect(await verdict(btf)).toEqual(INVALID)
  })

  test('structs are in each other 20,000 deep', async () => {
    const btf = new Btf().add(...INT)
    for (let id = 1; id < 20_000; id++) btf.add('struct', `s${id}`, 4, [btf.name('m'), id, 0], 1)
    expect(await verdict(btf)).toEqual(INVALID)
  })

  test('pointers to pointers are 20,000 long is fine', async () => {
    const btf = new Btf().add(...INT)
    for (let id = 1; id < 20_000; id++) btf.add('ptr', '', id)
    btf.add('typedef', 'long_pointer', 20_000)
    expect(await verdict(btf)).toEqual(expect.any(String))
  })

  test('60,000 types have one name', async () => {
    const btf = new Btf().add(...INT)
    for (let index = 0; index < 60_000; index++) btf.add('struct', 's', 4, [btf.name('m'), 1, 0], 1)
    expect(await verdict(btf)).toEqual(expect.any(String))
  })

  test('a name is TypeScript of its own', async () => {
    const btf = new Btf().add(...INT)
    const member = "m: any }\nexport const x = '"
    btf.add('struct', 's { } */ globalThis.broken = 1 /*', 4, [btf.name(member), 1, 0], 1)
    btf.add('struct', '__proto__', 4, [btf.name('__proto__'), 1, 0], 1)
    btf.add('struct', 'class', 0)
    const text = String(await verdict(btf))
    // esbuild reads it, and drops comments and types.
    const { code } = await transform(text, { loader: 'ts', format: 'esm' })
    expect(code).not.toMatch(/broken|export const x\b/)
  })
})

test('what JavaScript would exchange is as deep as types may be', async () => {
  const struct = (id: number) => ({
    id,
    kind: 'struct',
    name: `s${id}`,
    size: 4,
    members: [{ name: 'm', type: id - 1, bitOffset: 0 }],
  })
  const int = { id: 1, kind: 'int', name: 'int', size: 4, bits: 32 }
  const types = [{ id: 0, kind: 'void' }, int, ...Array.from({ length: 128 }, (_, index) => struct(index + 2))]
  const plainInfo = await inspect(plain)
  const variables = [{ name: 'deep', offset: 0, size: 4, static: false, type: 129 }]
  const section = { name: '.bss', kind: 'bss', size: 4, flags: 0, relocations: [], variables }
  const info = {
    ...plainInfo,
    dataSections: [section],
    btf: { size: 1, typeCount: 129, kinds: {}, types },
  } as ObjectInfo
  const text = moduleText(generateModule(info, { of: 'deep.o' }), 'typescript')
  expect(text).toContain('export const s129: ')
})

test('data that did not come from inspect is checked as well', () => {
  const types = [
    { id: 0, kind: 'void' },
    { id: 1, kind: 'const', type: 2 },
    { id: 2, kind: 'const', type: 1 },
  ]
  const btf = { size: 1, typeCount: 2, kinds: {}, types } as ObjectInfo['btf']
  expect(() => btfGraph({ endianness: 'little', ...(btf && { btf }) })).toThrow(INVALID)
})
