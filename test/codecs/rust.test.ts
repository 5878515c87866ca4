/** Values of an object from Rust: its statics are read, written and set by the types that are in its BTF. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inspect } from '../../src/index.ts'
import { nativePath } from '../../src/link/native.ts'
import { btfGraph } from '../../src/object/btf_graph.ts'
import { decode, encode, layoutOf, withRodata } from '../../src/runtime/index.ts'
import { buildProgram, parseProgram } from '../rust/program.ts'
import { loadCodecs } from './load.ts'

const SOURCE = `//@ link-args: --btf
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[repr(u8)]
#[derive(Clone, Copy)]
pub enum Verdict { Pass = 1, Drop = 2 }

#[repr(C)]
pub struct Pair<T, U> { pub first: T, pub second: U }

#[repr(C)]
pub union Word { pub whole: u32, pub halves: [u16; 2] }

#[repr(C, packed)]
pub struct Packed { pub small: i8, pub wide: i64 }

#[repr(C)]
pub struct Nested {
    pub pair: Pair<u64, bool>,
    pub array: Pair<[u8; 3], [i32; 2]>,
    pub verdict: Verdict,
    pub packed: Packed,
    pub word: Word,
    pub ratio: f64,
}

#[no_mangle]
static mut NESTED: Nested = Nested {
    pair: Pair { first: 1 << 60, second: true },
    array: Pair { first: [1, 2, 3], second: [-2, 2] },
    verdict: Verdict::Drop,
    packed: Packed { small: -1, wide: i64::MIN },
    word: Word { halves: [1, 2] },
    ratio: -0.5,
};

#[no_mangle]
static LIMIT: u32 = 7;

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile(&raw const NESTED.pair.first) as u32 + core::ptr::read_volatile(&raw const LIMIT) }
}
`

let folder: string
let object: Buffer
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-rust-codecs-'))
  const file = path.join(folder, 'probe.rs')
  writeFileSync(file, SOURCE)
  const built = buildProgram(parseProgram(file), nativePath(), path.join(folder, 'out'))
  expect(built.ok, built.messages).toBe(true)
  object = readFileSync(built.output)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The codec of a static, and its bytes. */
async function staticOf(bytes: Uint8Array, name: string) {
  const info = await inspect(bytes, { types: true })
  for (const section of info.dataSections) {
    const variable = section.variables.find((v) => v.name === name)
    if (variable?.type === undefined) continue
    const codec = loadCodecs(btfGraph(info), [variable.type]).get(variable.type)
    const file = path.join(folder, 'section.o')
    writeFileSync(file, bytes)
    execFileSync('llvm-objcopy-22', ['--dump-section', `${section.name}=${file}.bytes`, file, '/dev/null'])
    const all = readFileSync(`${file}.bytes`)
    if (codec !== undefined) return { codec, value: all.subarray(variable.offset, variable.offset + variable.size) }
  }
  throw new Error(`no ${name}`)
}

test('a static is read and written', async () => {
  const { codec, value } = await staticOf(object, 'NESTED')
  const read = decode(value, codec) as { word: { whole: number } }
  expect(read).toMatchObject({
    pair: { first: 1n << 60n, second: true },
    array: { first: Uint8Array.of(1, 2, 3), second: [-2, 2] },
    verdict: 2,
    packed: { small: -1, wide: -(1n << 63n) },
    ratio: -0.5,
  })
  expect(read.word.whole).toBe(0x20001)
  expect(Buffer.from(encode(read, codec)).equals(value)).toBe(true)
})

test('a constant is set', async () => {
  const { codec, value } = await staticOf(withRodata(object, { LIMIT: 99 }), 'LIMIT')
  expect(decode(value, codec)).toBe(99)
  expect(() => withRodata(object, { LIMIT: -1 })).toThrow(/^LIMIT: expected an integer from 0 to 4294967295/)
})

test('the layout has the statics', () => {
  expect(Object.keys(layoutOf(object).parts)).toEqual(expect.arrayContaining(['variable LIMIT', 'variable NESTED']))
})
