/** What objects are made of, and the fingerprints of that: for task runners. */
import path from 'node:path'
import { createFileHashes } from '../link/cache/file_hashes.ts'
import { toolIdentity } from '../link/cache/identity.ts'
import { createDiskStore, createMemoryStore } from '../link/cache/store.ts'
import { findNative } from '../link/native.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import { type CrateInput, fileOf, isCrate } from '../settings/inputs.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { BuiltObject } from './built_object.ts'
import { failureOf } from './failure.ts'
import { fingerprintOf, type Places, placeOf } from './fingerprint.ts'
import { buildObjects, isFailed } from './objects.ts'

export interface ObjectFingerprint {
  id: string
  name: string
  profileName: string
  /** In hex. */
  hash: string
}

/** `package`: a header that came with this package. */
export type DependencyKind = 'config' | 'input' | 'header' | 'package'

export interface Dependency {
  /** Absolute. */
  file: string
  kind: DependencyKind
}

export interface ObjectDependencies {
  id: string
  name: string
  profileName: string
  dependencies: Dependency[]
}

interface KnownObject {
  object: ResolvedObject
  built: BuiltObject
}

/** @throws BpfLinkerError the objects' own errors: without its headers nothing can be said of an object */
export async function fingerprints(
  config: ResolvedConfig,
  objects: readonly ResolvedObject[],
  signal?: AbortSignal,
): Promise<ObjectFingerprint[]> {
  const known = await buildAll(config, objects, signal)
  const { folder } = config.cache
  const hashes = createFileHashes(folder === undefined ? createMemoryStore(0) : createDiskStore(folder))
  const tool = toolIdentity(hashes)
  const places = placesOf(config)
  return Promise.all(
    known.map(async ({ object, built: { id, name, profileName, sha256, dependencies } }) => {
      const files = dependencies.map((file) => [file, hashes.hash(file) ?? ''] as const)
      const cargo = await Promise.all(object.inputs.filter(isCrate).map((crate) => cargoOf(crate, signal)))
      return { id, name, profileName, hash: fingerprintOf({ object, sha256, tool, files, cargo, places }) }
    }),
  )
}

/** @throws BpfLinkerError as {@link fingerprints} */
export async function dependenciesOf(
  config: ResolvedConfig,
  objects: readonly ResolvedObject[],
  signal?: AbortSignal,
): Promise<ObjectDependencies[]> {
  const known = await buildAll(config, objects, signal)
  const places = placesOf(config)
  return known.map(({ object, built: { id, name, profileName, dependencies } }) => {
    const inputs = new Set(object.inputs.map((input) => fileOf(input, object.workingDirectory)))
    const kindOf = (file: string): DependencyKind =>
      inputs.has(file) ? 'input' : placeOf(file, places).startsWith('<package>/') ? 'package' : 'header'
    const read = dependencies.map((file): Dependency => ({ file, kind: kindOf(file) }))
    const all = [...config.dependencies.map((file): Dependency => ({ file, kind: 'config' })), ...read]
    return { id, name, profileName, dependencies: all.sort((a, b) => order(a) - order(b)) }
  })
}

const KINDS: readonly DependencyKind[] = ['config', 'input', 'header', 'package']
const order = ({ kind }: Dependency) => KINDS.indexOf(kind)

/** Only a link knows its headers; what the cache has is not linked. */
async function buildAll(
  config: ResolvedConfig,
  objects: readonly ResolvedObject[],
  signal: AbortSignal | undefined,
): Promise<KnownObject[]> {
  const outcomes = await buildObjects(objects, config, { write: false, signal })
  const failed = outcomes.filter(isFailed)
  if (failed.length > 0) throw failureOf(failed, objects.length, config.dependencies)
  const built = outcomes.filter((outcome): outcome is BuiltObject => !isFailed(outcome))
  return objects.flatMap((object, i) => (built[i] === undefined ? [] : [{ object, built: built[i] }]))
}

function placesOf({ root }: ResolvedConfig): Places {
  return { root, headerDirectory: path.resolve(findNative().headerDirectory) }
}

/** Which cargo, and with it which rustc and core: the lines of `cargo -vV` that do not tell of the machine. */
async function cargoOf(crate: CrateInput, signal: AbortSignal | undefined): Promise<string> {
  const [{ runCargo }, { toolchainArgument }] = await Promise.all([
    import('../link/cargo/run_cargo.ts'),
    import('../link/cargo/arguments.ts'),
  ])
  const { stdout } = await runCargo([...toolchainArgument(crate.toolchain), '-vV'], crate, signal)
  return stdout
    .split('\n')
    .filter((line) => /^(release|commit-hash|commit-date): /.test(line))
    .join('\n')
}
