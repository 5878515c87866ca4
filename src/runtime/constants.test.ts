import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { linked } from '../../test/codecs/linked.ts'
import { inspect } from '../link/inspect.ts'
import { CodecError, withRodata } from './index.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-constants-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SOURCE = `
enum level { LOW, HIGH = 9 };
struct inner { short x; unsigned a : 3; int b : 13; };
struct limits { unsigned long long bytes; struct inner inner[2]; union { int code; char name[4]; }; enum level level; };
const volatile unsigned target = 1;
const volatile long long wide = -1;
const volatile _Bool verbose;
const volatile char comm[16] = "none";
const volatile struct limits limits = { .bytes = 1 };
const volatile double ratio = 1;
const volatile signed char small = 1;
static const volatile unsigned short hidden = 3;
const int folded = 5;
int counter = 4;
int zero;
int *pointer = (int *)8;
__attribute__((section("xdp"))) int prog(void *ctx) {
  return target + wide + verbose + comm[1] + limits.bytes + (ratio > 2) + small + hidden + counter + zero + (pointer != 0);
}
`.replace('(ratio > 2)', '*(volatile long long *)&ratio')

describe.each(['bpfel', 'bpfeb'] as const)('%s', async (target) => {
  const { bytes } = await linked(SOURCE, {}, target)

  /** The bytes of a variable, by LLVM's tools and our inspection. */
  async function bytesOf(patched: Uint8Array, name: string): Promise<string> {
    const info = await inspect(patched, { types: true })
    for (const section of info.dataSections) {
      const variable = section.variables.find((v) => v.name === name)
      if (variable === undefined) continue
      const file = path.join(folder, `${target}.o`)
      writeFileSync(file, patched)
      execFileSync('llvm-objcopy-22', ['--dump-section', `${section.name}=${file}.bytes`, file, '/dev/null'])
      const bytes = readFileSync(`${file}.bytes`).subarray(variable.offset, variable.offset + variable.size)
      return bytes.toString('hex')
    }
    throw new Error(`no ${name}`)
  }

  /** Hexadecimal digits of numbers, in this byte order. */
  const hex = (...numbers: [value: number | bigint, bytes: number][]): string =>
    numbers
      .map(([value, bytes]) => {
        const text = BigInt.asUintN(bytes * 8, BigInt(value))
          .toString(16)
          .padStart(bytes * 2, '0')
        return target === 'bpfeb' ? text : Buffer.from(text, 'hex').reverse().toString('hex')
      })
      .join('')

  it.each<[string, unknown, string]>([
    ['target', 42, hex([42, 4])],
    ['wide', -5n, hex([-5, 8])],
    ['wide', 7, hex([7, 8])],
    ['verbose', true, '01'],
    ['comm', 'zsh', `7a7368${'00'.repeat(13)}`],
    ['comm', new Uint8Array(16).fill(1), '01'.repeat(16)],
    ['ratio', 2.5, hex([0x4004000000000000n, 8])],
    ['small', -128, '80'],
    ['hidden', 65535, 'ffff'],
    ['counter', -1, 'ffffffff'],
  ])('sets %s to %o', async (name, value, expected) => {
    const patched = withRodata(bytes, { [name]: value })
    expect(await bytesOf(patched, name)).toBe(expected)
    expect(patched.length).toBe(bytes.length)
  })

  it('sets whole structs, bitfields and unions among them', async () => {
    const inner = [
      { x: -1, a: 5, b: -4096 },
      { x: 2, a: 0, b: 1 },
    ]
    const patched = withRodata(bytes, { limits: { bytes: 2n ** 40n, inner, name: 'abcd', level: 9 } })
    // The unit of `a` and `b` is the upper half of a word; big endian counts from its top.
    const bits = target === 'bpfel' ? '0580' : 'b000'
    const one = target === 'bpfel' ? '0800' : '0001'
    const expected = [hex([2n ** 40n, 8]), 'ffff', bits, hex([2, 2]), one, '61626364', hex([9, 4])].join('')
    expect(await bytesOf(patched, 'limits')).toBe(expected)
  })

  it('leaves the object that was given, and every other byte', async () => {
    const before = Buffer.from(bytes).toString('hex')
    const patched = withRodata(bytes, { target: 0x01020304, verbose: undefined })
    expect(Buffer.from(bytes).toString('hex')).toBe(before)
    const changed = [...patched].filter((byte, i) => byte !== bytes[i])
    expect(changed.sort()).toEqual([1, 2, 3, 4])
  })

  it.each<[string, object, RegExp]>([
    ['out of range', { target: -1 }, /^target: expected an integer from 0 to 4294967295, found -1$/],
    [
      'too wide',
      { wide: 2n ** 63n },
      /^wide: expected an integer from -9223372036854775808 to 9223372036854775807, found/,
    ],
    ['no safe number', { wide: 2 ** 60 }, /^wide: expected an integer from/],
    ['no integer', { small: 'a' }, /^small: expected an integer from -128 to 127, found "a"$/],
    ['no boolean', { verbose: 1 }, /^verbose: expected true or false, found 1$/],
    ['a long text', { comm: 'x'.repeat(17) }, /^comm: expected at most 16 bytes of UTF-8, found 17$/],
    ['a missing member', { limits: { bytes: 1n } }, /^limits\.inner: expected an array, found undefined$/],
    [
      'a member out of range',
      {
        limits: {
          bytes: 1n,
          inner: [
            { x: 0, a: 8, b: 0 },
            { x: 0, a: 0, b: 0 },
          ],
          code: 1,
          level: 0,
        },
      },
      /^limits\.inner\[0\]\.a: expected an integer from 0 to 7, found 8$/,
    ],
    ['a misspelt name', { targte: 1 }, /^targte: the object has no such variable; it has .*target/],
    ['.bss', { zero: 1 }, /^zero: \.bss has no bytes in the file: give it a value other than zero in the source/],
    ['a pointer', { pointer: 1n }, /^pointer: a pointer, which only the kernel can set$/],
  ])('refuses what is %s', (_, values, message) => {
    expect(() => withRodata(bytes, values)).toThrow(message)
    expect(() => withRodata(bytes, values)).toThrow(CodecError)
  })
})

describe('constants that are folded', async () => {
  // Kept by its address, which goes into a map.
  const { bytes } = await linked('const int table[2] = { 1, 2 }; const int *kept = table;')
  it('are refused', () => {
    expect(() => withRodata(bytes, { table: [3, 4] })).toThrow(/^table: const without volatile/)
  })
})

describe('bytes that are no object', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('not an ELF file, but long enough to have a header of 64 bytes or so .....')],
  ])('%s', (_, bytes) => {
    expect(() => withRodata(bytes, {})).toThrow(/^These bytes are no BPF object/)
  })

  it('an object that is cut off anywhere, or changed anywhere: an error or nothing', async () => {
    const { bytes } = await linked('struct s { int a; struct { char b[2]; }; }; const volatile struct s s = { 1 };')
    const attempt = (bytes: Uint8Array): void => {
      try {
        withRodata(bytes, { s: { a: 1, b: 'x' } })
      } catch (error) {
        expect(error instanceof CodecError || error instanceof TypeError || error instanceof RangeError).toBe(true)
      }
    }
    for (let length = 0; length < bytes.length; length += 3) attempt(bytes.subarray(0, length))
    for (let at = 0; at < bytes.length; at++) {
      for (const byte of [0, 0xff, 0x7f]) {
        const damaged = Uint8Array.from(bytes)
        damaged[at] = byte
        attempt(damaged)
      }
    }
  })
})
