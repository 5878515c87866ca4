/**
 * `cargo metadata` → what of the crate is to be built. Pure.
 */
import path from 'node:path'
import { BpfLinkerError } from '../../errors.ts'
import { suggestion } from '../../nearest.ts'
import { type CrateInput, manifestOf } from '../../settings/inputs.ts'

/** One target of the crate, and where cargo works. */
export interface CrateTarget {
  kind: 'bin' | 'cdylib'
  name: string
  /** Absolute: the crate's folder as cargo names it, without symbolic links. */
  folder: string
  /** Absolute: `src/main.rs`. */
  source: string
  /** Absolute. rustc runs here: relative paths in its messages start here. */
  workspaceRoot: string
  /**
   * Absolute. A folder of ours in the user's target directory: their own `cargo build`, and an editor's, neither wait
   * for us nor find other flags used, and `cargo clean` removes it.
   */
  targetDirectory: string
}

interface Metadata {
  packages: {
    name: string
    manifest_path: string
    targets: { kind: string[]; crate_types: string[]; name: string; src_path: string }[]
  }[]
  target_directory: string
  workspace_root: string
}

/**
 * @param realPath A file's path without symbolic links: cargo names the folder that it works in that way
 * @throws BpfLinkerError INPUT_NOT_FOUND when there is no such binary, or not just one where none was named
 */
export function chooseTarget(json: string, input: CrateInput, realPath: (file: string) => string): CrateTarget {
  const { packages, target_directory, workspace_root } = JSON.parse(json) as Metadata
  const manifest = manifestOf(input)
  const realManifest = realPath(manifest)
  const own = packages.find(({ manifest_path }) => realPath(manifest_path) === realManifest)
  if (own === undefined) throw noPackage(manifest, packages)
  const place = {
    folder: path.dirname(own.manifest_path),
    workspaceRoot: workspace_root,
    targetDirectory: path.join(target_directory, 'bpf-linker'),
  }
  const bins = own.targets.filter(({ kind }) => kind.includes('bin'))
  const library = own.targets.find(({ crate_types }) => crate_types.includes('cdylib'))
  const [only, ...more] = bins
  const bin = input.bin === undefined ? (more.length === 0 ? only : undefined) : bins.find((b) => b.name === input.bin)
  if (bin !== undefined) return { kind: 'bin', name: bin.name, source: bin.src_path, ...place }
  if (input.bin === undefined && bins.length === 0 && library !== undefined) {
    return { kind: 'cdylib', name: library.name, source: library.src_path, ...place }
  }
  throw noBinary(
    input,
    own.name,
    bins.map(({ name }) => name),
  )
}

function noBinary({ bin, crate }: CrateInput, crateName: string, known: readonly string[]): BpfLinkerError {
  const file = path.join(crate, 'Cargo.toml')
  const init = (hint: string | undefined) => ({ hint, file, dependencies: [file] })
  if (bin !== undefined && known.length > 0) {
    const message = `the crate '${crateName}' has no binary '${bin}'`
    return new BpfLinkerError('INPUT_NOT_FOUND', message, init(suggestion(bin, known)))
  }
  if (known.length > 0) {
    const message = `the crate '${crateName}' has ${known.length} binaries, and the input does not say which`
    return new BpfLinkerError('INPUT_NOT_FOUND', message, init(`add bin: one of ${known.join(', ')}`))
  }
  return new BpfLinkerError(
    'INPUT_NOT_FOUND',
    `the crate '${crateName}' has nothing to link: no binary, and no cdylib`,
    init('give it a src/main.rs, or in Cargo.toml: [lib] crate-type = ["cdylib"]'),
  )
}

function noPackage(manifest: string, packages: Metadata['packages']): BpfLinkerError {
  const folders = packages.map(({ manifest_path }) =>
    path.relative(path.dirname(manifest), path.dirname(manifest_path)),
  )
  return new BpfLinkerError('INPUT_NOT_FOUND', `${manifest} is a workspace without a package of its own`, {
    hint: `name the folder of one of its members: ${folders.join(', ')}`,
    file: manifest,
    dependencies: [manifest],
  })
}
