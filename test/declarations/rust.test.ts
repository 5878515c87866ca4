/** Types of objects from Rust: names can be read and are identifiers, and `tsc` takes the file. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateModule } from '../../src/codegen/generate.ts'
import { moduleText } from '../../src/codegen/module.ts'
import { inspect } from '../../src/index.ts'
import { nativePath } from '../../src/link/native.ts'
import { buildProgram, parseProgram } from '../rust/program.ts'
import { buildCommand } from '../support/command.ts'

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
pub struct Nested<'a> {
    pub pair: Pair<u64, bool>,
    pub array: Pair<[u8; 6], [i32; 2]>,
    pub verdict: Verdict,
    pub text: &'a [u8],
    pub tuple: (u32, i64),
    pub letter: char,
    pub pointer: *const u32,
    pub nothing: (),
}

#[no_mangle]
static mut NESTED: Nested = Nested {
    pair: Pair { first: 1, second: true },
    array: Pair { first: [1; 6], second: [2; 2] },
    verdict: Verdict::Drop,
    text: b"x",
    tuple: (1, 2),
    letter: 'x',
    pointer: core::ptr::null(),
    nothing: (),
};

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile(&raw const NESTED.verdict) as u32 }
}
`

const repository = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
let text: string

beforeAll(async () => {
  buildCommand()
  folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-rust-types-'))
  const file = path.join(folder, 'probe.rs')
  writeFileSync(file, SOURCE)
  const built = buildProgram(parseProgram(file), nativePath(), path.join(folder, 'out'))
  expect(built.ok, built.messages).toBe(true)
  text = moduleText(generateModule(await inspect(built.output, { types: true }), { of: 'probe.rs' }), 'declarations')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('names are identifiers, comments have those of the source', () => {
  expect(text).toContain(`/** struct Nested, 88 bytes */
export interface Nested {
  /** struct Pair<u64, bool> at byte 0 */
  pair: Pair_u64_bool
  /** struct Pair<[u8; 6], [i32; 2]> at byte 16 */
  array: Pair_u8_6_i32_2
  /** enum Verdict at byte 32 */
  verdict: Verdict
  /** struct &[u8] at byte 40 */
  text: _u8
  /** struct (u32, i64) at byte 56 */
  tuple: _u32_i64
`)
  expect(text).toContain('  /** u32 * at byte 80 */\n  pointer: bigint\n')
})

test('types are those of the values', () => {
  expect(text).toContain('export interface VariableTypes {\n  NESTED: Nested\n}\n')
  expect(text).toMatch(/interface Pair_u64_bool \{[^}]*first: bigint\n[^}]*second: boolean\n/)
  expect(text).toMatch(/interface Pair_u8_6_i32_2 \{[^}]*first: Uint8Array\n[^}]*second: number\[\]\n/)
  expect(text).toMatch(/interface _u32_i64 \{[^}]*__0: number\n[^}]*__1: bigint\n/)
  expect(text).toContain('export type Verdict = 1 | 2\n')
  expect(text).toMatch(/\n {2}letter: number\n/)
  expect(text).toMatch(/\n {2}nothing: Uint8Array\n/)
})

test('nothing of the machine is in the text', () => {
  expect(text).not.toContain(repository)
  expect(text).not.toContain(folder)
})

test('tsc takes it', () => {
  const file = path.join(folder, 'probe.d.ts')
  writeFileSync(file, text)
  // Where a user has the package.
  mkdirSync(path.join(folder, 'node_modules'))
  symlinkSync(repository, path.join(folder, 'node_modules/bpf-linker'))
  const tsc = path.join(repository, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '--ignoreConfig', '--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', file]
  expect(spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })).toMatchObject({ stdout: '', status: 0 })
})
