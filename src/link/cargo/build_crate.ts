/**
 * A Cargo crate → one bitcode module that takes its place among the inputs.
 *
 *   cargo metadata    the binary, the workspace, the target directory
 *   cargo rustc       rustc compiles, our executable merges (see arguments.ts)
 *   read              module, dep-info, what rustc had to say
 *
 * It stands in `link` because a crate is one way of giving an input, and is
 * gone before the job begins: native code, caches and limits see bytes.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { BpfLinkerError, type Diagnostic } from '../../errors.ts'
import { type CrateInput, isCrate, manifestOf, type ObjectInput } from '../../settings/inputs.ts'
import type { JobInput } from '../../settings/job.ts'
import { packageVersion } from '../machine.ts'
import { nativePath } from '../native.ts'
import { createPool, type Pool } from '../pool.ts'
import { abortedError } from '../process.ts'
import { buildArguments, type CargoSettings, metadataArguments, rustTriple } from './arguments.ts'
import { depInfoFile } from './dep_info.ts'
import { cargoFailure } from './failure.ts'
import { readCargoOutput } from './messages.ts'
import { type CrateTarget, chooseTarget } from './metadata.ts'
import { runCargo } from './run_cargo.ts'
import { fromRustc } from './rustc_diagnostic.ts'
import { depInfoSources, manifests, settingFiles, sourceTree } from './watched_files.ts'

export interface BuiltCrates {
  /** Those that came, each crate as the module that was made of it. */
  inputs: JobInput[]
  /** rustc's warnings. */
  diagnostics: Diagnostic[]
  /** Absolute paths of what cargo and rustc read of the project. */
  dependencies: string[]
  /** Wall time of it all; waiting for another cargo of ours in the same folder is not counted. */
  milliseconds: number
}

type CrateSettings = Pick<CargoSettings, 'target' | 'stripPathPrefix'>

type BuiltCrate = Omit<BuiltCrates, 'inputs'> & { input: JobInput }

/**
 * Builds the crates among `inputs`, one after the other.
 * @throws BpfLinkerError CARGO_NOT_FOUND, RUST_TOOLCHAIN, CARGO_FAILED, INPUT_NOT_FOUND, JOB_ABORTED, or rustc's and
 * the linker's own errors; with what to watch in `dependencies`
 */
export async function buildCrates(
  inputs: readonly ObjectInput[],
  settings: CrateSettings,
  signal?: AbortSignal,
): Promise<BuiltCrates> {
  const result: BuiltCrates = { inputs: [], diagnostics: [], dependencies: [], milliseconds: 0 }
  for (const input of inputs) {
    if (!isCrate(input)) {
      result.inputs.push(input)
      continue
    }
    const built = await buildCrate(input, settings, signal)
    result.inputs.push(built.input)
    result.diagnostics.push(...built.diagnostics)
    result.dependencies.push(...built.dependencies)
    result.milliseconds += built.milliseconds
  }
  return result
}

async function buildCrate(input: CrateInput, settings: CrateSettings, signal?: AbortSignal): Promise<BuiltCrate> {
  const file = manifestOf(input)
  if (!existsSync(file)) {
    const message = `there is no crate in ${input.crate}`
    throw new BpfLinkerError('INPUT_NOT_FOUND', message, { hint: `expected ${file}`, dependencies: [file] })
  }
  const known = settingFiles(input)
  try {
    const metadata = await runCargo(metadataArguments(input), input, signal)
    if (metadata.status !== 0) throw cargoFailure(metadata.stderr, input)
    const crate = chooseTarget(metadata.stdout, input, realpathSync)
    known.push(...manifests([crate.source], crate))
    const all = { ...settings, linker: nativePath(), version: packageVersion() }
    return await inTurn(crate, input, signal, () => compile(input, crate, all, known, signal))
  } catch (error) {
    if (error instanceof BpfLinkerError) addTo(error.dependencies, [...known, ...sourceTree(input)])
    throw error
  }
}

async function compile(
  input: CrateInput,
  crate: CrateTarget,
  settings: CargoSettings,
  known: readonly string[],
  signal: AbortSignal | undefined,
): Promise<BuiltCrate> {
  const start = performance.now()
  const { status, stdout, stderr } = await runCargo(buildArguments(input, crate, settings), input, signal)
  const { messages, artifact } = readCargoOutput(stdout, crate)
  const diagnostics = fromRustc(messages, crate.workspaceRoot)
  if (status !== 0 || artifact === undefined) {
    const before = depInfoSources(path.join(outputFolder(crate, settings), `${crate.name}.d`), crate)
    const said = diagnostics.flatMap(({ file }) => file ?? [])
    const dependencies = [...new Set([...known, ...before, ...said])]
    if (diagnostics.some(({ severity }) => severity === 'error')) {
      throw BpfLinkerError.fromDiagnostics(diagnostics, dependencies)
    }
    const failure = cargoFailure(stderr, input)
    addTo(failure.dependencies, dependencies)
    throw failure
  }
  const sources = depInfoSources(depInfoFile(artifact), crate)
  return {
    // Messages about the module name the crate's root, as they name a C source.
    input: { name: crate.source, bytes: readFileSync(artifact) },
    diagnostics,
    dependencies: [...new Set([...known, ...sources, ...manifests(sources, crate)])],
    milliseconds: performance.now() - start,
  }
}

function outputFolder({ targetDirectory }: CrateTarget, { target }: CargoSettings): string {
  return path.join(targetDirectory, rustTriple(target), 'release')
}

/**
 * One cargo at a time in one target directory, until its output is read: two
 * builds that differ in their features write the same file. Cargo itself would
 * wait for the other, but not with the reading.
 */
function inTurn<T>(
  { targetDirectory }: CrateTarget,
  { crate }: CrateInput,
  signal: AbortSignal | undefined,
  task: () => Promise<T>,
): Promise<T> {
  const pool = turns.get(targetDirectory) ?? createPool()
  turns.set(targetDirectory, pool)
  return pool.run(task, { limit: 1, signal, aborted: (s) => abortedError({ inputs: crate }, s) })
}

const turns = new Map<string, Pool>()

function addTo(list: string[], files: readonly string[]): void {
  list.push(...files.filter((file) => !list.includes(file)))
}
