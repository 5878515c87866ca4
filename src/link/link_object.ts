/**
 * One ResolvedObject → bytes and what is known of them. The bundler plugins and
 * the build call this; `link()` and `build()` of the API are made of it.
 */
import type { JobPolicy, ResolvedObject } from '../config/types.ts'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import type { ObjectInfo } from '../object/types.ts'
import type { BuiltCrates } from './cargo/build_crate.ts'
import { isCrate } from './cargo/crate_input.ts'
import type { EmitKind, InspectSettings, Job, JobInput, JobResponse } from './job.ts'
import { runJob } from './run.ts'
import type { RunJob } from './sharing.ts'

/** One result of a link; `contents` is the whole of its buffer. */
export interface LinkArtifact {
  kind: EmitKind
  contents: Uint8Array<ArrayBuffer>
}

export interface LinkResult {
  /** The BPF object: an ELF file. */
  object: Uint8Array<ArrayBuffer>
  /** Everything that `emit` asked for, the object among them. */
  artifacts: LinkArtifact[]
  /** Programs, maps and more of the object. */
  info: ObjectInfo
  /** Warnings and remarks: what errors there are was thrown. */
  diagnostics: Diagnostic[]
  /** Absolute paths of every file that was read, headers too: what to watch. */
  dependencies: string[]
  /** The symbols that stayed visible, sorted. */
  exports: string[]
  /** Wall time of each phase in the native part, in the order they ran; before them `cargo`, where there are crates. */
  timings: JobResponse['timings']
  /** Wall time of cargo and of the whole job; waiting for a free core is not counted. */
  milliseconds: number
}

export interface LinkObjectOptions {
  signal?: AbortSignal | undefined
  /** What to tell in `info` beyond the summary. */
  inspect?: InspectSettings | undefined
  /** How jobs are run; {@link runJob} unless something is shared with other objects (sharing.ts). */
  run?: RunJob | undefined
}

/**
 * Builds the crates among the inputs, then compiles, links and inspects in one
 * job. Writes nothing but cargo's target directory.
 * @throws BpfLinkerError with all diagnostics and dependencies of both
 */
export async function linkObject(
  object: ResolvedObject,
  policy: JobPolicy,
  options: LinkObjectOptions = {},
): Promise<LinkResult> {
  const files = object.inputs.filter((input): input is JobInput => !isCrate(input))
  const start = options.run ?? runJob
  const run = (inputs: JobInput[]) => start(jobOf(object, inputs, options.inspect ?? {}), policy, options.signal)
  if (files.length === object.inputs.length) return resultOf(await placed(await run(files), object, files))
  const { buildCrates } = await import('./cargo/build_crate.ts')
  const { target = 'bpf' } = object.link
  const { stripPathPrefix } = object.compile
  const crates = await buildCrates(object.inputs, { target, stripPathPrefix }, options.signal)
  try {
    return resultOf(withCrates(await placed(await run(crates.inputs), object, files), crates))
  } catch (error) {
    // A job that gave no answer (a crash, a limit) knows no dependencies.
    if (error instanceof BpfLinkerError && error.dependencies.length === 0)
      error.dependencies.push(...crates.dependencies)
    throw error
  }
}

/** With its diagnostics where the user's files are. `files`: the inputs that may be sources themselves. */
async function placed(response: JobResponse, object: ResolvedObject, files: JobInput[]): Promise<JobResponse> {
  if (response.diagnostics.length === 0) return response
  const { placeDiagnostics } = await import('./places.ts')
  const folder = object.compile.stripPathPrefix ?? object.workingDirectory
  return { ...response, diagnostics: placeDiagnostics(response.diagnostics, { folder, inputs: files }) }
}

function withCrates(response: JobResponse, crates: BuiltCrates): JobResponse {
  return {
    ...response,
    diagnostics: [...crates.diagnostics, ...response.diagnostics],
    dependencies: [...new Set([...crates.dependencies, ...response.dependencies])],
    timings: [{ phase: 'cargo', milliseconds: crates.milliseconds }, ...response.timings],
    milliseconds: crates.milliseconds + response.milliseconds,
  }
}

/** The job of an object: plain data, and all that decides its bytes besides the inputs. */
export function jobOf(object: ResolvedObject, inputs: JobInput[], inspect: InspectSettings): Job {
  return {
    action: 'link',
    workingDirectory: object.workingDirectory,
    inputs,
    compile: object.compile,
    link: object.link,
    emit: object.emit.map((kind) => ({ kind })),
    inspect,
  }
}

function resultOf(response: JobResponse): LinkResult {
  const { diagnostics, dependencies, exports, timings, milliseconds, object: info } = response
  if (!response.ok) throw BpfLinkerError.fromDiagnostics(diagnostics, dependencies)
  const artifacts = response.artifacts.map(({ kind, contents }): LinkArtifact => {
    if (contents === undefined) throw new TypeError(`The job wrote its ${kind} to a file, though none was named`)
    return { kind, contents }
  })
  const object = artifacts.find(({ kind }) => kind === 'object')?.contents
  if (object === undefined || info === undefined) throw new TypeError('The job succeeded without an object')
  return { object, artifacts, info, diagnostics, dependencies, exports, timings, milliseconds }
}
