/** A user's memcpy, in C or in Rust, beside that of Rust's compiler_builtins, in any order of inputs. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import { rustSysroot, rustToolchain } from '../rust/toolchain.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-memory-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sources = {
  // Of variable length, so that the calls stay; volatile, so that it is what it says.
  'copy.c': `
    unsigned long copied;
    void *memcpy(void *to, const void *from, unsigned int length)
    {
      for (unsigned int i = 0; i < length; i++)
        ((volatile char *)to)[i] = ((const char *)from)[i];
      copied += length;
      return to;
    }`,
  'use.c': `
    void *memcpy(void *, const void *, unsigned long);
    char from[64], to[64];
    __attribute__((section("xdp"), used)) int first(unsigned int *ctx) { memcpy(to, from, *ctx & 63); return 1; }`,
  'copy.rs': `
    #![no_std]
    #[no_mangle] pub static mut copied: u64 = 0;
    #[no_mangle] pub unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, length: usize) -> *mut u8 {
      let mut i = 0;
      while i < length { core::ptr::write_volatile(to.add(i), *from.add(i)); i += 1; }
      copied += length as u64;
      to
    }`,
}
const at = (name: string) => join(folder, name)
let runtime = ''

beforeAll(() => {
  for (const [name, text] of Object.entries(sources)) writeFileSync(at(name), text)
  const sysroot = rustSysroot('bpfel-unknown-none')
  const { rustc, env } = rustToolchain()
  const args = ['--edition', '2021', '--sysroot', sysroot, '--target', 'bpfel-unknown-none', '--crate-type', 'lib']
  execFileSync(rustc, [...args, '-g', '-O', '--emit', `llvm-bc=${at('copy.rs.bc')}`, at('copy.rs')], { env })
  const libraries = join(sysroot, 'lib/rustlib/bpfel-unknown-none/lib')
  const name = readdirSync(libraries).find((file) => file.startsWith('libcompiler_builtins'))
  if (name === undefined) throw new Error(`${libraries} holds no compiler_builtins`)
  runtime = join(libraries, name)
})

describe.each(['copy.c', 'copy.rs.bc'])('memcpy of %s', (copy) => {
  it.each([
    ['first', () => [at(copy), at('use.c'), runtime]],
    ['last', () => [runtime, at('use.c'), at(copy)]],
    ['between', () => [at('use.c'), at(copy), runtime]],
  ] as const)('wins, %s', async (_place, inputs) => {
    const { info, exports } = await link({ inputs: inputs(), optimize: 2 })
    expect(exports).toContain('copied')
    const counter = info.symbols.find((symbol) => symbol.name === 'copied')
    expect(counter?.section).toBeGreaterThan(0)
    // Whether it was inlined or is called: only the user's counts what it copies.
    const readers = [...info.programs, ...info.subprograms].filter((f) =>
      f.relocations.some((relocation) => relocation.symbol === 'copied'),
    )
    expect(readers.length).toBeGreaterThan(0)
    const first = info.programs.find((program) => program.name === 'first')
    const called = first?.calls.map((call) => ('target' in call ? call.target : undefined)) ?? []
    expect(readers.map((f) => f.name).some((name) => name === 'first' || called.includes(name))).toBe(true)
    expect(info.externs).toEqual([])
  })

  it('and where there is no other', async () => {
    const { info, exports } = await link({ inputs: [at(copy), at('use.c')] })
    expect(exports).toContain('copied')
    expect(info.externs).toEqual([])
  })
})

it("compiler_builtins' own is taken where the user has none", async () => {
  const { info } = await link({ inputs: [at('use.c'), runtime] })
  expect(info.symbols.some((symbol) => symbol.name === 'memcpy' && symbol.section > 0)).toBe(true)
  expect(info.externs).toEqual([])
})
