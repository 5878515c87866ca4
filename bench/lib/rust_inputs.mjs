// What rustc hands to its linker: a program that uses little of core, with
// libraries of 50 MB, and libraries that it does not use.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

const { rustSysroot, rustToolchain } = await createJiti(import.meta.url).import('../../test/rust/toolchain.ts')
const target = 'bpfel-unknown-none'
const cache = fileURLToPath(new URL('../../.cache', import.meta.url))

/** Crates of rust-web-src that build for BPF and need no allocator: folder → name. */
const crates = {
  'adler2-2.0.1': 'adler2',
  'foldhash-0.2.0': 'foldhash',
  'memchr-2.7.6': 'memchr',
  'rustc-demangle-0.1.27': 'rustc_demangle',
}

export const exported = ['LAST', 'prog']

const program = `#![no_std]
#![no_main]
${Object.values(crates)
  .map((name) => `extern crate ${name};`)
  .join('\n')}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[repr(C)]
pub struct Event {
    port: u16,
    sum: u32,
}

#[no_mangle]
#[link_section = ".data"]
pub static mut LAST: Event = Event { port: 0, sum: 0 };

fn fold(words: &[u32]) -> Option<u32> {
    words.iter().copied().reduce(|a, b| a.rotate_left(5) ^ b)
}

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    let words: [u32; 8] = core::array::from_fn(|i| unsafe { *ctx.add(i) });
    let sum = fold(&words).unwrap_or(0).saturating_add(words[3]);
    let at = memchr::memchr(7, &sum.to_ne_bytes()).unwrap_or(4);
    let port = u16::try_from(sum >> at & 0xffff).unwrap_or(u16::MAX);
    unsafe { LAST = Event { port, sum } };
    match port {
        80 | 443 => 0,
        _ => u32::from(port.is_power_of_two()),
    }
}
`

/**
 * Compiles the program and its libraries.
 * @returns {{ symbols: string, symbolsObject: string, objects: string[], rlibs: string[] }} what rustc
 * hands to its linker: the list of exports, the object without bitcode, the crate's objects, the libraries
 */
export function rustProgram(folder) {
  const { vendor } = rustToolchain()
  for (const [source, name] of Object.entries(crates)) {
    compileLibrary(join(vendor, source, 'src', 'lib.rs'), name, folder, ['-C', 'opt-level=3'])
  }
  // In rustc's place for the linker, for it removes its files afterwards: takes copies and makes nothing.
  const kept = join(folder, 'kept')
  mkdirSync(kept)
  const keep = `case "$each" in *.o|*/symbols) cp "$each" '${kept}' ;; *.rlib) echo "$each" >> '${kept}/rlibs' ;; esac`
  const linker = join(folder, 'keep.sh')
  writeFileSync(linker, `#!/bin/sh\nfor each; do ${keep}; done\n`, { mode: 0o755 })
  const source = join(folder, 'program.rs')
  writeFileSync(source, program)
  rustc([source, '-C', 'opt-level=3', '-L', folder, '-C', `linker=${linker}`, '-o', join(folder, 'program')])
  const objects = readdirSync(kept).filter((name) => name.endsWith('.o') && name !== 'symbols.o')
  return {
    symbols: join(kept, 'symbols'),
    symbolsObject: join(kept, 'symbols.o'),
    objects: objects.map((name) => join(kept, name)),
    rlibs: readFileSync(join(kept, 'rlibs'), 'utf8').trim().split('\n'),
  }
}

/** The bitcode of the libraries as files, for LLVM's tools, which stumble over lib.rmeta. */
export function extractModules(rlibs, folder) {
  return rlibs.flatMap((rlib) => {
    const own = join(folder, 'modules', basename(rlib, '.rlib'))
    mkdirSync(own, { recursive: true })
    execFileSync('llvm-ar-22', ['x', '--output', own, rlib])
    const names = readdirSync(own).filter((name) => name.endsWith('.o'))
    return names.map((name) => join(own, name))
  })
}

/**
 * Libraries that nothing refers to; made once, in some seconds each. With 500 symbols a MB they are like small crates;
 * core has 50, for its metadata is that large.
 */
export function unusedLibraries(count) {
  const folder = join(cache, 'bench-unused-2')
  mkdirSync(folder, { recursive: true })
  const source = join(folder, 'unused.rs')
  if (!existsSync(source)) writeFileSync(source, unusedSource(4000))
  return Array.from({ length: count }, (_, index) => {
    const name = `unused${index}`
    const path = join(folder, `lib${name}.rlib`)
    if (!existsSync(path)) {
      const made = compileLibrary(source, name, join(folder, 'making'), [
        '-C',
        'opt-level=1',
        '-C',
        'no-prepopulate-passes',
      ])
      renameSync(made, path)
    }
    return path
  })
}

export const megabytes = (paths) => paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6

const unusedSource = (functions) => `#![no_std]
${Array.from(
  { length: functions },
  (_, n) => `pub struct State${n} { pub total: u64, pub seen: [u32; ${(n % 7) + 2}], pub last: Option<u32> }
impl State${n} {
    pub fn step(&mut self, x: u32) -> u64 {
        if let Some(seen) = self.seen.get_mut(x as usize) {
            *seen = seen.wrapping_add(x.rotate_left(${n % 31}));
            self.total += u64::from(*seen);
        }
        self.last = Some(x ^ ${n});
        self.total
    }
}
pub fn run${n}(state: &mut State${n}, data: &[u32]) -> u64 {
    let mut sum = 0;
    for &x in data {
        sum ^= state.step(x);
    }
    sum
}`,
).join('\n')}
`

function compileLibrary(source, name, folder, flags) {
  mkdirSync(folder, { recursive: true })
  const output = join(folder, `lib${name}.rlib`)
  rustc([source, '--crate-type', 'rlib', '--crate-name', name, '--cap-lints', 'allow', ...flags, '-o', output])
  return output
}

function rustc(args) {
  const { rustc, env } = rustToolchain()
  const common = ['--edition', '2021', '--sysroot', rustSysroot(target), '--target', target, '-g', '-C', 'panic=abort']
  execFileSync(rustc, [...common, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
}
