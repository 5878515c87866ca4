/**
 * The files that decide what cargo builds of a crate: what to watch.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type CrateInput, manifestOf } from '../../settings/inputs.ts'
import { parseDepInfo } from './dep_info.ts'
import type { CrateTarget } from './metadata.ts'

/** Looked for from the crate's folder up to the root, as cargo and rustup do. */
const SETTINGS = ['.cargo/config.toml', '.cargo/config', 'rust-toolchain.toml', 'rust-toolchain']

/** What cargo reads before it knows the crate. */
export function settingFiles(input: CrateInput): string[] {
  const settings = foldersUp(input.crate).flatMap((folder) => SETTINGS.map((name) => path.join(folder, name)))
  return [manifestOf(input), ...settings.filter((file) => existsSync(file))]
}

/** The sources in a dep-info file, without what was made on the way. Empty when there is no such file. */
export function depInfoSources(file: string, { workspaceRoot, targetDirectory }: CrateTarget): string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  return parseDepInfo(text, workspaceRoot).filter((source) => !isInside(source, targetDirectory))
}

/** All Rust below a crate's `src`: what may mend a crate that could not be compiled, so that nothing is known of it. */
export function sourceTree(input: CrateInput): string[] {
  const folder = path.join(input.crate, 'src')
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.rs')).map((name) => path.join(folder, name))
}

/** The manifests of the packages that the sources are in, the workspace's and its lock file. */
export function manifests(sources: readonly string[], { workspaceRoot }: CrateTarget): string[] {
  const folders = new Set(sources.map((source) => path.dirname(source)))
  const found = new Set<string>()
  for (const folder of folders) {
    const file = foldersUp(folder)
      .map((up) => path.join(up, 'Cargo.toml'))
      .find((manifest) => existsSync(manifest))
    if (file !== undefined) found.add(file)
  }
  const workspace = ['Cargo.toml', 'Cargo.lock'].map((name) => path.join(workspaceRoot, name))
  return [...found, ...workspace.filter((file) => existsSync(file))]
}

function foldersUp(folder: string): string[] {
  const above = path.dirname(folder)
  return above === folder ? [folder] : [folder, ...foldersUp(above)]
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder + path.sep)
}
