/**
 * Crates for tests, built by real cargo. They lie in `.cache/`, always in the same
 * place, so that core is built once and a crate that a test writes again leaves
 * nothing behind.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../corpus/kernel_sources.ts'
import { rustToolchain, vendoredConfig } from './toolchain.ts'

/** This clone's own: two clones that share it would write each other's crates. */
const cache = path.join(root, '.cache')

/** What cargo needs in its environment. */
export function cargoEnvironment(): Record<string, string> {
  const { env } = rustToolchain()
  const names = ['LD_LIBRARY_PATH', 'PATH', 'RUSTC', 'RUSTC_BOOTSTRAP']
  return {
    ...Object.fromEntries(names.map((name) => [name, env[name] ?? ''])),
    CARGO_TARGET_DIR: path.join(cache, 'cargo-target'),
    CARGO_NET_OFFLINE: 'true',
  }
}

/** A folder of that name with these files, and with nothing else. */
export function writeProject(name: string, files: Record<string, string>): string {
  const folder = emptyProject(name)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
  }
  return folder
}

export function exampleFolder(name: string): string {
  return path.join(root, 'examples', name)
}

/** An example as a user would copy it. */
export function copyExample(name: string): string {
  const folder = emptyProject(name)
  const generated = ['node_modules', 'dist', 'target']
  cpSync(exampleFolder(name), folder, {
    recursive: true,
    filter: (source) => !generated.includes(path.basename(source)),
  })
  return folder
}

function emptyProject(name: string): string {
  const projects = path.join(cache, 'crates')
  mkdirSync(path.join(projects, '.cargo'), { recursive: true })
  // Above all projects: nothing is fetched.
  writeFileSync(path.join(projects, '.cargo', 'config.toml'), vendoredConfig(rustToolchain()))
  const folder = path.join(projects, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  return folder
}
