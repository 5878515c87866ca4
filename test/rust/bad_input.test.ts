/** Rust libraries that cannot be linked, and lists of exports that are wrong, as rustc hands them over. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nativePath } from '../../src/link/native.ts'
import { archive, newerBitcode } from '../support/damage.ts'
import { buildProgram, parseProgram } from './program.ts'
import { rustSysroot, rustToolchain } from './toolchain.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bpf-linker-rust-bad-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)

const library = `#![no_std]
#[no_mangle]
pub extern "C" fn from_library(x: u32) -> u32 { x.rotate_left(7) }
`

/** A crate as rlib; for BPF unless `target` says otherwise. */
function compileLibrary(name: string, source: string, target: string, flags: string[] = []): string {
  const { rustc, env } = rustToolchain()
  writeFileSync(at(`${name}.rs`), source)
  const output = at(`lib${name}.rlib`)
  const sysroot = target.startsWith('bpf') ? ['--sysroot', rustSysroot('bpfel-unknown-none')] : []
  const args = ['--target', target, '--crate-type', 'rlib', '-C', 'panic=abort', '-O', ...sysroot, ...flags]
  execFileSync(rustc, [...args, '-o', output, at(`${name}.rs`)], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  return output
}

/** What rustc says when it links a program that calls `from_library` with these arguments for the linker. */
function failingLink(linkArgs: string[]): string {
  const path = at('main.rs')
  writeFileSync(
    path,
    `#![no_std]
#![no_main]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
extern "C" { fn from_library(x: u32) -> u32; }
#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(ctx: *const u32) -> u32 { unsafe { from_library(*ctx) } }
`,
  )
  const built = buildProgram({ ...parseProgram(path), linkArgs }, nativePath(), folder)
  expect(built.ok, built.messages).toBe(false)
  return built.messages
}

const bpf = 'bpfel-unknown-none'
const host = 'x86_64-unknown-linux-gnu'

it('a crate of a newer LLVM', () => {
  const path = compileLibrary('newer', library, bpf)
  const member = 'newer.o'
  const modules = execFileSync('llvm-ar-22', ['t', path], { encoding: 'utf8' }).split('\n')
  const object = modules.find((name) => name.endsWith('.o')) ?? ''
  const bitcode = execFileSync('llvm-ar-22', ['p', path, object], { maxBuffer: 64 << 20 })
  const dump = execFileSync('llvm-bcanalyzer-22', ['--dump'], { input: bitcode, encoding: 'utf8', maxBuffer: 64 << 20 })
  const [, producer = ''] = /'(LLVM[^']*)'/.exec(dump) ?? []
  writeFileSync(path, archive({ [member]: newerBitcode(bitcode, producer) }))

  const messages = failingLink([path])
  expect(messages).toContain('[BITCODE_NEWER]')
  expect(messages).toContain(`libnewer.rlib(${member})`)
  expect(messages).toContain("bitcode made by 'LLVM99")
  expect(messages).toMatch(/cannot be read by LLVM 2\d/)
})

it('a crate without bitcode', () => {
  const messages = failingLink([compileLibrary('native', library, host, ['-C', 'embed-bitcode=no'])])
  expect(messages).toContain('[INPUT_WRONG_MACHINE]')
  expect(messages).toMatch(/libnative\.rlib\(.*\) is an ELF file for x86_64 without bitcode/)
  expect(messages).toContain('hint: build the crate for BPF')
})

it('a crate for another target', () => {
  const messages = failingLink([compileLibrary('host', library, host)])
  expect(messages).toContain('[INPUT_WRONG_MACHINE]')
  expect(messages).toMatch(/libhost\.rlib is a Rust crate compiled for x86_64-unknown-linux-gnu, and linked for bpfel/)
})

it('one name in two crates', () => {
  const crates = ['one', 'two'].map((name) => compileLibrary(name, library, bpf, ['-g']))
  const messages = failingLink(crates)
  expect(messages).toContain('[SYMBOL_DUPLICATE]')
  expect(messages).toContain("'from_library' is defined in")
  for (const name of ['one', 'two']) {
    expect(messages).toContain(`lib${name}.rlib(`)
    expect(messages).toContain(`${at(name)}.rs:3: note:`)
  }
})

it('an export that nothing defines', () => {
  const messages = failingLink([compileLibrary('library', library, bpf), '--export=from_libary'])
  expect(messages).toContain('[EXPORT_UNKNOWN]')
  expect(messages).toContain("cannot export 'from_libary'")
  expect(messages).toContain("did you mean 'from_library'?")
})

it('a list of exports that is missing', () => {
  const messages = failingLink([compileLibrary('library', library, bpf), '--export-symbols', at('nope.txt')])
  expect(messages).toContain('[INPUT_NOT_FOUND]')
  expect(messages).toMatch(/--export-symbols: cannot read .*nope\.txt/)
})

it('a crate that is not there', () => {
  const messages = failingLink(['--btf'])
  expect(messages).toContain('[SYMBOL_UNRESOLVED]')
  expect(messages).toContain("undefined symbol 'from_library'")
  expect(messages).toMatch(/main\.rs:8/)
})
