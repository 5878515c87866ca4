/**
 * Crates as inputs: real cargo, real mistakes. What cargo prints for tool
 * chains that are not on this machine is in src/link/cargo/failure.test.ts.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { loadConfig } from '../../src/config/load_config.ts'
import type { BuildResult } from '../../src/engine/build.ts'
import { build } from '../../src/engine/build.ts'
import { fingerprints } from '../../src/engine/fingerprints.ts'
import { link } from '../../src/engine/link.ts'
import { BpfLinkerError } from '../../src/errors.ts'
import type { CargoCrate } from '../../src/index.ts'
import { hosts } from '../bundlers/hosts.ts'
import { loadObject, whyNoLoading } from '../corpus/load.ts'
import { buildCommand, run, start } from '../support/command.ts'
import { PATIENCE } from '../support/patience.ts'
import { cargoEnvironment, copyExample, exampleFolder, writeProject } from './crates.ts'
import { rustToolchain } from './toolchain.ts'

const main = `#![no_std]
#![no_main]
mod maps;

unsafe extern "C" {
    /// In C.
    fn weight(bytes: u64) -> u64;
}

#[unsafe(no_mangle)]
#[unsafe(link_section = "xdp")]
extern "C" fn count(context: *const [u32; 6]) -> u32 {
    let [data, end, ..] = unsafe { *context };
    maps::add(helped(unsafe { weight(u64::from(end - data)) }));
    if cfg!(feature = "loud") { 1 } else { 2 }
}

/// In no section, yet asked for by name.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn helped(value: u64) -> u64 {
    value.rotate_left(7) & 0xffff
}

#[unsafe(no_mangle)]
#[unsafe(link_section = "license")]
static LICENSE: [u8; 4] = *b"GPL\\0";

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
`
const maps = `#[repr(C)]
pub struct Counts {
    r#type: *const [i32; 2],
    key: *const u32,
    value: *const u64,
    max_entries: *const [i32; 4],
}
unsafe impl Sync for Counts {}

#[unsafe(no_mangle)]
#[unsafe(link_section = ".maps")]
static COUNTS: Counts = {
    use core::ptr::null;
    Counts { r#type: null(), key: null(), value: null(), max_entries: null() }
};

pub fn add(value: u64) {
    let lookup: extern "C" fn(*const Counts, *const u32) -> *mut u64 = unsafe { core::mem::transmute(1usize) };
    let count = lookup(&COUNTS, &0);
    if !count.is_null() {
        unsafe { *count += value }
    }
}
`
const manifest = `[package]
name = "probe-ebpf"
version = "0.0.0"
edition = "2024"

[[bin]]
name = "probe"
path = "src/main.rs"

[features]
loud = []
`
/** The example's, so that core is built once for both: its flags are flags of core too. */
const userConfig = readFileSync(path.join(exampleFolder('rust-xdp'), 'probe/.cargo/config.toml'), 'utf8')
const shim = 'unsigned long long weight(unsigned long long bytes) { return bytes * 3; }\n'
const files = {
  'weight.bpf.c': shim,
  'probe/Cargo.toml': manifest,
  'probe/src/main.rs': main,
  'probe/src/maps.rs': maps,
  'probe/.cargo/config.toml': userConfig,
}

let root: string
const at = (...names: string[]) => path.join(root, ...names)
const whyNot = whyNoLoading()

beforeAll(buildCommand)
beforeEach(() => {
  for (const [name, value] of Object.entries(cargoEnvironment())) vi.stubEnv(name, value)
  root = writeProject('probe', files)
  return () => vi.unstubAllEnvs()
})

function buildProbe(crate: Partial<CargoCrate> = {}, signal?: AbortSignal, cwd = root): Promise<BuildResult> {
  const inputs = [{ cargo: 'probe', ...crate }, 'weight.bpf.c']
  const config = { objects: { probe: { inputs, profiles: ['linux-4.19', 'linux-6.12'] } } }
  return build({ cwd, config, ...(signal === undefined ? {} : { signal }) })
}

/** Whether a process runs a program whose path has `part` in it. */
function isRunning(part: string): boolean {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return processes.some((id) => {
    try {
      return readlinkSync(`/proc/${id}/exe`).includes(part)
    } catch {
      // Gone meanwhile, or a thread of the kernel.
      return false
    }
  })
}

/** Of one function, or of all. */
function disassembly(file: string, name?: string): string {
  const args = ['-d', '--no-show-raw-insn', '--no-leading-addr', ...(name ? [`--disassemble-symbols=${name}`] : [])]
  return execFileSync('llvm-objdump-22', [...args, file], { encoding: 'utf8' })
}

async function failure(building: Promise<unknown>): Promise<BpfLinkerError> {
  const error = await building.catch((e: unknown) => e)
  if (error instanceof BpfLinkerError) return error
  throw new Error('it did not fail with a BpfLinkerError', { cause: error })
}

describe('a crate and a C source in one object', () => {
  /** One build for those that only look at it, in a project of its own. */
  let built: Promise<{ root: string; result: BuildResult }> | undefined
  const once = () => {
    built ??= (async () => {
      const own = writeProject('probe-once', files)
      return { root: own, result: await buildProbe({}, undefined, own) }
    })()
    return built
  }

  test('is linked for each profile with its settings', async () => {
    const { result } = await once()
    const [old, modern] = result.objects
    expect(result.objects.map(({ id }) => id)).toEqual(['probe.linux-4.19', 'probe.linux-6.12'])
    for (const { info, diagnostics } of result.objects) {
      expect(diagnostics).toEqual([])
      expect(info.programs.map(({ name, section, binding }) => [name, section, binding])).toEqual([
        ['count', 'xdp', 'global'],
      ])
      expect(info.maps.map(({ name, definition }) => [name, definition?.maxEntries])).toEqual([['COUNTS', 4]])
      expect(info.license).toBe('GPL')
    }
    // Constants in 32-bit registers are of v3.
    const assembly = (file = '') => disassembly(file)
    expect(assembly(old?.file)).toMatch(/\br0 = 0x2/)
    expect(assembly(modern?.file)).toMatch(/\bw0 = 0x2/)
    // Named in rustc's list of exports, hence kept as it is; what C defines is inlined.
    expect(assembly(modern?.file)).toMatch(/<helped>:/)
    // Nothing calls the memory functions that compiler_builtins brings.
    expect(assembly(modern?.file)).not.toMatch(/<mem\w+>:/)
  })

  test('says what it was made of', async () => {
    const { root, result } = await once()
    const at = (...names: string[]) => path.join(root, ...names)
    expect(result.objects[0]?.inputs).toEqual([at('probe/Cargo.toml'), at('weight.bpf.c')])
    expect(result.manifest.objects[0]?.inputs).toEqual(['probe/Cargo.toml', 'weight.bpf.c'])
    for (const file of ['Cargo.toml', 'Cargo.lock', 'src/main.rs', 'src/maps.rs']) {
      expect(result.dependencies).toContain(at('probe', file))
    }
    expect(result.dependencies).toContain(at('weight.bpf.c'))
    expect(result.dependencies).toContain(at('../.cargo/config.toml'))
    expect(result.dependencies.filter((file) => !file.startsWith(at('..')))).toEqual([])
  })

  test.each(['the config', 'the crate'])('is the same when %s is given through a symbolic link', async (what) => {
    let cwd = root
    if (what === 'the config') {
      cwd = path.join(writeProject('probe-linked', {}), 'link')
      symlinkSync(root, cwd)
    } else {
      mkdirSync(at('elsewhere'))
      renameSync(at('probe'), at('elsewhere/crate'))
      symlinkSync(at('elsewhere/crate'), at('probe'))
    }
    const linked = await buildProbe({}, undefined, cwd)
    const { result } = await once()
    expect(linked.objects.map(({ sha256 }) => sha256)).toEqual(result.objects.map(({ sha256 }) => sha256))
    expect(linked.objects[0]?.diagnostics).toEqual([])
  })

  test('holds no path of this machine', async () => {
    const { root, result } = await once()
    for (const { bytes } of result.objects) {
      expect(Buffer.from(bytes).includes('./probe/src/main.rs')).toBe(true)
      expect(Buffer.from(bytes).includes(path.dirname(root))).toBe(false)
    }
  })

  test('is compiled once for both, and not again', async () => {
    const result = await buildProbe()
    const compiled = () => {
      const deps = path.join(process.env.CARGO_TARGET_DIR ?? '', 'bpf-linker/bpfel-unknown-none/release/deps')
      return readdirSync(deps).filter((name) => /^probe-[0-9a-f]+$/.test(name)).length
    }
    const before = compiled()
    const again = await buildProbe()
    expect(compiled()).toBe(before)
    expect(again.objects.map(({ sha256 }) => sha256)).toEqual(result.objects.map(({ sha256 }) => sha256))
  })

  test('comes from the cache when cargo makes the same again', async () => {
    writeFileSync(at('package.json'), '{}')
    const hash = async () => {
      const config = await loadConfig({
        cwd: root,
        config: { objects: { probe: { inputs: [{ cargo: 'probe' }, 'weight.bpf.c'] } } },
      })
      return (await fingerprints(config, config.objects)).map((object) => object.hash)
    }
    const before = await hash()
    const first = await buildProbe()
    const again = await buildProbe()
    expect(first.objects.map(({ cached }) => cached)).toEqual([false, false])
    for (const [i, { cached, timings, milliseconds, ...rest }] of again.objects.entries()) {
      expect(cached).toBe(true)
      expect(timings.map(({ phase }) => phase)).toEqual(['cargo', 'cache'])
      expect(first.objects[i]).toMatchObject(JSON.parse(JSON.stringify({ ...rest, bytes: undefined })))
    }
    expect(await hash()).toEqual(before)
    writeFileSync(at('probe/src/maps.rs'), maps.replace('*count += value', '*count += value + 1'))
    expect((await buildProbe()).objects.map(({ cached }) => cached)).toEqual([false, false])
    expect(await hash()).not.toEqual(before)
  })

  test.skipIf(whyNot)(`loads${whyNot === undefined ? '' : ` (skipped: ${whyNot})`}`, async () => {
    const { result } = await once()
    expect(await loadObject(result.objects[1]?.file ?? '')).toEqual({ loaded: true })
  })
})

test('two objects of one crate, with features of their own', async () => {
  const object = (features: string[]) => ({ inputs: [{ cargo: 'probe', features }, 'weight.bpf.c'] })
  const config = { objects: { quiet: object([]), loud: object(['loud']) } }
  const { objects } = await build({ cwd: root, config })
  const results = objects.map(({ file }) => /\br0 = (0x\d)\s+exit/.exec(disassembly(file, 'count'))?.[1])
  expect(results).toEqual(['0x2', '0x1'])
})

test('link(): a crate, and one that is not there', async () => {
  const inputs = [{ cargo: 'probe' }, 'weight.bpf.c']
  const { info } = await link({ cwd: root, inputs })
  expect(info.programs[0]?.location?.file).toBe('./probe/src/main.rs')
  expect(await failure(link({ cwd: root, inputs: [{ cargo: 'prob' }] }))).toMatchObject({
    code: 'INPUT_NOT_FOUND',
    hint: `expected ${at('prob/Cargo.toml')}`,
  })
})

describe('mistakes in the crate', () => {
  test('a type error: its line, and what to watch', async () => {
    writeFileSync(at('probe/src/maps.rs'), `${maps}fn wrong(value: u64) -> u32 { value }\n`)
    const error = await failure(buildProbe())
    const line = maps.split('\n').length
    expect(error).toMatchObject({ code: 'COMPILE_ERROR', file: at('probe/src/maps.rs'), line, column: 31 })
    expect(error.message).toContain('mismatched types: expected `u32`, found `u64` (E0308)')
    const under = `   | ${' '.repeat(30)}`
    expect(error.frame).toBe(
      // With what rustc would have there.
      `${line} | fn wrong(value: u64) -> u32 { value }\n${under}^~~~~\n${under}     .try_into().unwrap()`,
    )
    expect(error.dependencies).toEqual(expect.arrayContaining([at('probe/src/maps.rs'), at('probe/Cargo.toml')]))
  })

  test('a type error on the command line, and in every bundler', async () => {
    writeFileSync(at('probe/src/maps.rs'), `${maps}fn wrong(value: u64) -> u32 { value }\n`)
    const line = maps.split('\n').length
    const config = { objects: { probe: { inputs: [{ cargo: 'probe' }, 'weight.bpf.c'] } } }
    writeFileSync(at('bpf-linker.config.json'), JSON.stringify(config))
    writeFileSync(at('main.js'), "export { default } from 'virtual:bpf-linker/probe'\n")
    const { status, stderr } = await run(['build'], root)
    expect(status).toBe(1)
    expect(stderr).toContain(`probe/src/maps.rs:${line}:31`)
    expect(stderr).toContain('fn wrong(value: u64) -> u32 { value }')
    for (const { name, build } of hosts) {
      const outcome = await build({ root, entry: 'main.js', options: { config, assets: false } })
      expect(outcome.errors, name).toMatchObject([{ file: at('probe/src/maps.rs'), line, column: 31 }])
    }
  })

  test('a warning is one of the object', async () => {
    writeFileSync(at('probe/src/maps.rs'), `${maps}fn unused() {}\n`)
    const [object] = (await buildProbe()).objects
    expect(object?.diagnostics).toMatchObject([
      { severity: 'warning', code: 'COMPILE_WARNING', message: 'function `unused` is never used', column: 4 },
    ])
  })

  test('what BPF cannot do is told at the line in Rust', async () => {
    const fence = 'core::sync::atomic::fence(core::sync::atomic::Ordering::SeqCst)'
    writeFileSync(at('probe/src/maps.rs'), maps.replace('+= value', `+= value; ${fence}`))
    const error = await failure(buildProbe())
    expect(error).toMatchObject({ code: 'CODEGEN_ERROR', symbol: 'count' })
    expect(error.message).toContain('a memory fence, which BPF does not have')
  })

  test('a module that is not there yet: the folder of the sources is watched for it', async () => {
    rmSync(at('probe/src/maps.rs'))
    const error = await failure(buildProbe())
    expect(error).toMatchObject({ code: 'COMPILE_ERROR', file: at('probe/src/main.rs'), line: 3 })
    expect(error.message).toContain('file not found for module `maps`')
  })

  test('a binary that does not exist', async () => {
    const error = await failure(buildProbe({ bin: 'prob' }))
    expect(error).toMatchObject({ code: 'INPUT_NOT_FOUND', hint: "did you mean 'probe'?" })
  })

  test('a feature that does not exist', async () => {
    const error = await failure(buildProbe({ features: ['lod'] }))
    expect(error.code).toBe('CARGO_FAILED')
    expect(error.message).toContain('does not contain this feature: lod')
  })

  test('a manifest that is no TOML', async () => {
    writeFileSync(at('probe/Cargo.toml'), `${manifest}x = [\n`)
    const error = await failure(buildProbe())
    expect(error).toMatchObject({
      code: 'CARGO_FAILED',
      file: at('probe/Cargo.toml'),
      line: manifest.split('\n').length,
    })
  })

  test('a crate and a C source that define the same name: both places', async () => {
    const config = { objects: { probe: { inputs: [{ cargo: 'probe' }, 'weight.bpf.c', 'again.bpf.c'] } } }
    writeFileSync(at('again.bpf.c'), 'unsigned long long helped(unsigned long long v) { return v; }\n')
    const error = await failure(build({ cwd: root, config }))
    expect(error).toMatchObject({ code: 'SYMBOL_DUPLICATE', symbol: 'helped' })
    expect(JSON.stringify(error.diagnostics)).toContain(at('probe/src/main.rs'))
  })
})

describe('the tool chain', () => {
  test('without cargo', async () => {
    vi.stubEnv('PATH', '/nowhere')
    const error = await failure(buildProbe())
    expect(error.code).toBe('CARGO_NOT_FOUND')
    expect(error.hint).toContain('rustup toolchain install nightly --component rust-src')
  })

  test('without nightly features', async () => {
    vi.stubEnv('RUSTC_BOOTSTRAP', undefined)
    writeFileSync(at('probe/src/main.rs'), `${main}// new, so that rustc is asked\n`)
    const error = await failure(buildProbe())
    expect(error.code).toBe('RUST_TOOLCHAIN')
    expect(error.hint).toContain('rustup toolchain install nightly')
  })

  const stable = spawnSync('cargo', ['+stable', '--version']).status === 0
  test.skipIf(!stable)("rustup's stable (skipped where there is no rustup with it)", async () => {
    const { PATH } = process.env
    for (const name of ['RUSTC', 'LD_LIBRARY_PATH', 'RUSTC_BOOTSTRAP']) vi.stubEnv(name, undefined)
    vi.stubEnv('PATH', PATH?.slice(PATH.indexOf(':') + 1))
    const error = await failure(buildProbe({ toolchain: 'stable' }))
    expect(error.code).toBe('RUST_TOOLCHAIN')
    expect(error.message).toContain('this one is not')
  })

  test('a tool chain of rustup, with a cargo that is not', async () => {
    const error = await failure(buildProbe({ toolchain: 'nightly' }))
    expect(error).toMatchObject({ code: 'RUST_TOOLCHAIN', hint: expect.stringContaining('rustup') })
  })

  test('without rust-src', async () => {
    // rustc finds its sysroot from where it lies, links resolved: it has to lie elsewhere.
    const usr = path.dirname(path.dirname(rustToolchain().rustc))
    const bare = path.join(root, 'usr')
    mkdirSync(bare)
    execFileSync('cp', ['-al', path.join(usr, 'bin'), path.join(usr, 'lib'), bare])
    rmSync(path.join(bare, 'lib/rustlib/src'), { recursive: true })
    vi.stubEnv('RUSTC', path.join(bare, 'bin/rustc'))
    vi.stubEnv('LD_LIBRARY_PATH', path.join(bare, 'lib/x86_64-linux-gnu'))
    const error = await failure(buildProbe())
    expect(error).toMatchObject({
      code: 'RUST_TOOLCHAIN',
      hint: expect.stringContaining('rustup component add rust-src'),
    })
  })

  test('the abort signal ends cargo and what it started', async () => {
    const control = new AbortController()
    // A build script that waits: a child of cargo's, as rustc is.
    writeFileSync(at('probe/build.rs'), 'fn main() { std::thread::sleep(std::time::Duration::from_secs(600)) }\n')
    const building = failure(buildProbe({}, control.signal))
    const script = () => isRunning('/bpf-linker/release/build/probe-ebpf-')
    await vi.waitFor(() => expect(script()).toBe(true), { timeout: PATIENCE, interval: 50 })
    control.abort()
    expect((await building).code).toBe('JOB_ABORTED')
    await vi.waitFor(() => expect(script()).toBe(false), { timeout: PATIENCE, interval: 50 })
  })
})

test('watching: a mistake in Rust and its mending', async () => {
  const config = { objects: { probe: { inputs: [{ cargo: 'probe' }, 'weight.bpf.c'] } } }
  writeFileSync(at('bpf-linker.config.json'), JSON.stringify(config))
  const watching = start(['build', '--watch', '--json'], root)
  try {
    const documents = () => watching.stdout().split('\n').filter(Boolean)
    const last = (ok: boolean, least: number) =>
      vi.waitFor(
        () => {
          expect(documents().length, watching.stderr()).toBeGreaterThanOrEqual(least)
          expect(JSON.parse(documents().at(-1) ?? '')).toMatchObject({ ok })
          return documents().length
        },
        { timeout: PATIENCE, interval: 50 },
      )
    let count = await last(true, 1)
    rmSync(at('probe/src/maps.rs'))
    count = await last(false, count + 1)
    writeFileSync(at('probe/src/maps.rs'), maps)
    count = await last(true, count + 1)
    // Nothing that cargo writes itself is a change.
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(documents()).toHaveLength(count)
  } finally {
    watching.child.kill('SIGKILL')
    await watching.ended
  }
})

describe('examples/rust-xdp', () => {
  let example: string
  beforeEach(() => {
    example = copyExample('rust-xdp')
    // As `npm install` would.
    symlinkSync(path.resolve(import.meta.dirname, '../../node_modules'), path.join(example, 'node_modules'))
  })

  async function expectToLoad(object: string): Promise<void> {
    if (whyNot !== undefined) return
    expect(await loadObject(object)).toEqual({ loaded: true })
  }

  test('by bpf-linker build', async () => {
    const { status, stderr } = await run(['build'], example)
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(stderr).not.toContain('warning')
    for (const profile of ['linux-5.10', 'linux-6.12']) {
      await expectToLoad(path.join(example, `dist/bpf/probe.${profile}.bpf.o`))
    }
  })

  test('by plain cargo, with our command as linker', async () => {
    const bin = path.join(example, 'node_modules/.bin')
    const { status, stderr } = spawnSync('cargo', ['build', '--release'], {
      cwd: path.join(example, 'probe'),
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
      encoding: 'utf8',
    })
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(stderr).not.toContain('warning')
    const object = path.join(process.env.CARGO_TARGET_DIR ?? '', 'bpfel-unknown-none/release/probe')
    expect(readFileSync(object).subarray(0, 4).toString('latin1')).toBe('\x7fELF')
    await expectToLoad(object)
  })
})
