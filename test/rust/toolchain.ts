/**
 * A Rust tool chain for BPF out of Debian packages, unpacked and never
 * installed: `rustc-web` and its kin conflict with a rustup rustc.
 *
 * Made once (downloading, unpacking, building core and alloc: under a minute a
 * target) and kept; in `.cache/rust-<version of this recipe>`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kept, makeWhole } from '../support/kept.ts'

/** Raised when what follows changes what it makes. */
const recipe = 1

const packages = ['rustc-web', 'libstd-rust-web-1.96', 'libstd-rust-web-dev', 'cargo-web', 'rust-web-src']
/** What cargo-web needs and Debian 12 does not install by itself. */
const cargoLibraries = ['libgit2-1.5', 'libhttp-parser2.9', 'libmbedcrypto7', 'libmbedtls14', 'libmbedx509-1']

export type RustTarget = 'bpfel-unknown-none' | 'bpfeb-unknown-none'

export interface RustToolchain {
  rustc: string
  cargo: string
  /** What both need in their environment: libraries, nightly features, no rustup. */
  env: NodeJS.ProcessEnv
  /** The folder of vendored crates that `-Z build-std` needs in place of crates.io. */
  vendor: string
}

/** Downloads and unpacks where nobody has. Throws when apt cannot bring the packages. */
export function rustToolchain(): RustToolchain {
  const usr = join(cachedToolchain(), 'usr')
  const rustc = join(usr, 'bin', 'rustc')
  const { RUSTUP_HOME: _home, RUSTUP_TOOLCHAIN: _toolchain, ...rest } = process.env
  return {
    rustc,
    cargo: join(usr, 'bin', 'cargo'),
    env: {
      ...rest,
      LD_LIBRARY_PATH: join(usr, 'lib', 'x86_64-linux-gnu'),
      PATH: `${join(usr, 'bin')}:${process.env.PATH}`,
      RUSTC: rustc,
      RUSTC_BOOTSTRAP: '1',
    },
    vendor: join(librarySource(usr), 'vendor'),
  }
}

/** A sysroot with core, alloc and compiler_builtins for the target, with debug info. */
export function rustSysroot(target: RustTarget): string {
  const tools = rustToolchain()
  const sysroot = join(cachedToolchain(), `sysroot-${target}`)
  makeWhole(sysroot, (folder) => {
    const crate = join(folder, 'crate')
    writeFiles(crate, {
      'Cargo.toml':
        '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[profile.release]\ndebug = 2\npanic = "abort"\n',
      'src/lib.rs': '#![no_std]\n',
      '.cargo/config.toml': vendoredConfig(tools),
    })
    const args = ['build', '--release', '--offline', '--target', target, '-Z', 'build-std=core,alloc']
    execFileSync(tools.cargo, args, { cwd: crate, env: tools.env, stdio: ['ignore', 'ignore', 'pipe'] })
    const libraries = join(folder, 'lib', 'rustlib', target, 'lib')
    mkdirSync(libraries, { recursive: true })
    const deps = join(crate, 'target', target, 'release', 'deps')
    for (const name of readdirSync(deps)) {
      if (name.endsWith('.rlib') && !name.startsWith('libempty')) copyFileSync(join(deps, name), join(libraries, name))
    }
    rmSync(crate, { recursive: true })
  })
  return sysroot
}

/** `.cargo/config.toml` that replaces crates.io by the vendored crates: nothing is fetched. */
export function vendoredConfig(tools: RustToolchain): string {
  return `[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "${tools.vendor}"\n`
}

function cachedToolchain(): string {
  return kept(`rust-${recipe}`, `${recipe} ${debianVersion()}`, unpack)
}

let version: string | undefined

/** Of the compiler that apt would bring. Asked for once: apt takes more than a second to answer. */
function debianVersion(): string {
  if (version !== undefined) return version
  const { stdout } = spawnSync('apt-cache', ['show', '--no-all-versions', 'rustc-web'], { encoding: 'utf8' })
  version = /^Version: (.*)$/m.exec(stdout ?? '')?.[1] ?? 'unknown'
  return version
}

function unpack(folder: string): void {
  execFileSync('apt-get', ['download', ...packages, ...cargoLibraries], { cwd: folder, stdio: 'ignore' })
  for (const deb of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    execFileSync('dpkg-deb', ['-x', deb, '.'], { cwd: folder })
    rmSync(join(folder, deb))
  }
  // The package links to an absolute place; `-Z build-std` looks here.
  const link = join(folder, 'usr', 'lib', 'rustlib', 'src', 'rust')
  rmSync(link, { force: true })
  mkdirSync(join(link, '..'), { recursive: true })
  const source = readdirSync(join(folder, 'usr', 'src')).find((name) => name.startsWith('rustc-'))
  if (source === undefined) throw new Error('rust-web-src holds no usr/src/rustc-*')
  symlinkSync(join('..', '..', '..', 'src', source), link)
}

function librarySource(usr: string): string {
  return join(usr, 'lib', 'rustlib', 'src', 'rust', 'library')
}

function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
  }
}
