/**
 * What cargo is called with. Pure.
 *
 * rustc links with our executable, which under `-r` only merges what the crate
 * needs of the rlibs into one bitcode module. Everything else (the profile,
 * `exports`, C sources beside the crate) is decided by the job that the module
 * is an input of, as for any other input. Hence the same cargo build serves
 * every profile.
 *
 * `cargo rustc` builds what `cargo build` would and hands the arguments after
 * `--` to the last rustc only. Rust flags in a config or in the environment
 * (RUSTFLAGS, CARGO_TARGET_<triple>_RUSTFLAGS, build.rustflags) replace one
 * another, so that any of ours would switch off the user's.
 */
import { endianness } from 'node:os'
import path from 'node:path'
import type { CrateInput } from '../../settings/inputs.ts'
import type { Target } from '../../settings/job.ts'
import type { CrateTarget } from './metadata.ts'

export interface CargoSettings {
  target: Target
  /** Absolute path of our native executable. */
  linker: string
  /** The version of this package. Another version must not be given what the last one merged. */
  version: string
  /** The folder that source paths in the object begin without; undefined: whole paths. */
  stripPathPrefix?: string | undefined
}

/** The platform as rustc names it. `bpf` is this machine's byte order, as everywhere. */
export function rustTriple(target: Target): 'bpfel-unknown-none' | 'bpfeb-unknown-none' {
  const big = target === 'bpf' ? endianness() === 'BE' : target === 'bpfeb'
  return big ? 'bpfeb-unknown-none' : 'bpfel-unknown-none'
}

/** `cargo metadata`: only the crate's own workspace, hence without network. */
export function metadataArguments({ toolchain }: CrateInput): string[] {
  return [...toolchainArgument(toolchain), 'metadata', '--no-deps', '--format-version', '1', '--color', 'never']
}

export function buildArguments(input: CrateInput, crate: CrateTarget, settings: CargoSettings): string[] {
  const { linker, stripPathPrefix, version } = settings
  const triple = rustTriple(settings.target)
  const config = (value: string) => ['--config', value]
  return [
    ...toolchainArgument(input.toolchain),
    'rustc',
    '--release',
    ...(crate.kind === 'bin' ? ['--bin', crate.name] : ['--lib']),
    ...(input.features.length === 0 ? [] : ['--features', input.features.join(',')]),
    '--target',
    triple,
    // No std for BPF, and no rustup component either.
    '-Z',
    'build-std=core',
    '--message-format',
    'json',
    '--color',
    'never',
    '--target-dir',
    crate.targetDirectory,
    ...config(`target.${triple}.linker=${tomlString(linker)}`),
    // BTF and the lines in messages are made of it, as C sources always have it.
    ...config('profile.release.debug=2'),
    // The folders of core and of crates on this machine do not belong in an object either.
    ...(stripPathPrefix === undefined ? [] : ['-Z', 'trim-paths', ...config('profile.release.trim-paths="object"')]),
    '--',
    '-C',
    'link-arg=-r',
    // The job brings those that code generation calls; unused ones would stay as roots.
    '-C',
    'link-arg=--disable-memory-builtins',
    // No setting of the link: it makes cargo run the linker again after an upgrade.
    '-C',
    `metadata=bpf-linker-${version}`,
    // After cargo's own, so that this one counts: relative to the config, not to the workspace.
    ...(stripPathPrefix === undefined ? [] : remappings(input.crate, crate.folder, stripPathPrefix)),
  ]
}

/**
 * Paths as an object has them: relative to the config. rustc sees none with a symbolic link, so that where the crate is
 * given through one, what is really there takes its place. The last that fits a path counts.
 */
function remappings(given: string, real: string, prefix: string): string[] {
  const [base, realBase] = withoutCommonEnd(given, real)
  const pairs = [`${prefix}=.`]
  if (base !== realBase) {
    if (isWithin(prefix, base)) pairs.push(`${path.join(realBase, path.relative(base, prefix))}=.`)
    else if (isWithin(base, prefix)) pairs.push(`${realBase}=./${path.relative(prefix, base)}`)
  }
  return pairs.flatMap((pair) => ['--remap-path-prefix', pair])
}

/** `/link/a/b`, `/real/a/b` → `/link`, `/real`. */
function withoutCommonEnd(one: string, other: string): [string, string] {
  const name = path.basename(one)
  if (name === '' || name !== path.basename(other)) return [one, other]
  return withoutCommonEnd(path.dirname(one), path.dirname(other))
}

function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)
}

/** As rustup's `cargo` takes it: the first argument. */
export function toolchainArgument(toolchain: string | undefined): string[] {
  return toolchain === undefined ? [] : [`+${toolchain}`]
}

/** JSON's escapes are among those of TOML's basic strings. */
function tomlString(text: string): string {
  return JSON.stringify(text)
}
