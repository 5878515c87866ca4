/** Functions and variables of real Rust objects, by the paths that both of rustc's schemes make symbols of. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check, inspect, type ObjectInfo } from '../../src/index.ts'
import { nativePath } from '../../src/link/native.ts'
import { drawObject } from '../../src/report/object.ts'
import { buildProgram, parseProgram } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-rust-names-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SOURCE = `//@ rustc-args: -Z unstable-options -C symbol-mangling-version=SCHEME
//@ link-args: --btf
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

mod inner {
    pub static mut SEEN: u64 = 0;
}

trait Measure<T> {
    fn measure(&self, by: T) -> u64;
}

struct Gauge(u64);

impl Measure<u64> for Gauge {
    #[inline(never)]
    fn measure(&self, by: u64) -> u64 {
        unsafe { core::ptr::write_volatile(&raw mut inner::SEEN, by) };
        self.0.wrapping_mul(by)
    }
}

#[inline(never)]
fn größe<T: Into<u64>>(value: T) -> u64 {
    let value = value.into();
    Gauge(value).measure(value ^ 9)
}

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(ctx: *const u64) -> u32 {
    (größe(unsafe { *ctx }) ^ größe(unsafe { *ctx.cast::<u32>() })) as u32
}
`

/** Legacy symbols have no types of functions; v0 symbols have everything. */
const schemes = {
  legacy: {
    functions: ['<names::Gauge as names::Measure<u64>>::measure', 'names::größe', 'names::größe'],
    caller: 'names::größe',
  },
  v0: {
    functions: ['<names::Gauge as names::Measure<u64>>::measure', 'names::größe::<u32>', 'names::größe::<u64>'],
    caller: 'names::größe::<u64>',
  },
}

describe.each(Object.entries(schemes))('%s', (scheme, { functions, caller }) => {
  const source = join(folder, 'names.rs')
  const own = join(folder, scheme)
  let object: string
  let info: ObjectInfo
  beforeAll(async () => {
    writeFileSync(source, SOURCE.replace('SCHEME', scheme))
    const { ok, messages, output } = buildProgram(parseProgram(source), nativePath(), own)
    expect({ ok, messages }).toEqual({ ok: true, messages: '' })
    object = output
    info = await inspect(object, { disassembly: true })
  })
  it('inspect gives the paths beside the symbols', () => {
    const mangled = info.subprograms.filter(({ name }) => /^_(R|ZN)/.test(name))
    expect(mangled.map(({ demangled }) => demangled).sort()).toEqual(functions)
    for (const other of [...info.programs, ...info.subprograms]) {
      if (!mangled.includes(other)) expect(other).not.toHaveProperty('demangled')
    }
    const variables = info.dataSections.flatMap(({ variables }) => variables)
    expect(variables).toMatchObject([{ demangled: 'names::inner::SEEN' }])
  })

  it('inspect prints the paths alone', () => {
    const text = drawObject('names', info)
    for (const name of functions) expect(text).toContain(name)
    expect(text).not.toMatch(/_RN|_ZN|17h/)
  })

  it('findings have the paths', async () => {
    const { findings } = await check(object, { profile: 'linux-4.14' })
    const calls = findings.filter(({ rule }) => rule === 'subprograms').map(({ message }) => message)
    expect(calls).toContain(`prog calls ${caller}; calls between BPF functions came with 4.16`)
    expect(calls).toContain(`${caller} calls ${functions[0]}; calls between BPF functions came with 4.16`)
    expect(JSON.stringify(findings.map(({ message, hint }) => [message, hint]))).not.toMatch(/_RN|_ZN|17h/)
  })
})
