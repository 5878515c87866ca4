/**
 * One ResolvedObject → bytes and what is known of them: its crates are built,
 * what they make takes their place, and one job does the rest.
 */

import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import type { ObjectInfo } from '../object/types.ts'
import { isCrate } from '../settings/inputs.ts'
import type { EmitKind, InspectSettings, Job, JobInput } from '../settings/job.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { JobPolicy } from '../settings/policy.ts'
import type { BuiltCrates } from './cargo/build_crate.ts'
import type { JobResponse, PhaseTime } from './job_response.ts'
import type { Origin } from './places.ts'
import { runJob } from './run.ts'
import type { RunJob } from './sharing.ts'

/** One result of a link. */
export interface LinkArtifact {
  kind: EmitKind
  /** The whole of their buffer. */
  bytes: Uint8Array<ArrayBuffer>
}

/** A link whose object no rule has looked at. */
export interface UncheckedLink {
  /** The BPF object: an ELF file; the whole of its buffer. */
  bytes: Uint8Array<ArrayBuffer>
  /** Everything that `emit` asked for, the object among them. */
  artifacts: LinkArtifact[]
  /** Programs, maps and more of the object. */
  info: ObjectInfo
  /** Warnings and remarks: what errors there are was thrown. */
  diagnostics: Diagnostic[]
  /** Absolute paths of every file that was read, headers too: what to watch. */
  dependencies: string[]
  /** Absolute paths where headers were looked for in vain: something that appears there may change the result. */
  absent: string[]
  /** Absolute paths, there or not, of the sources that debug info names: lines of their text stand in the object. */
  lineSources: string[]
  /** A source asks for the date or the time: the same files make other bytes each time. */
  usesClock: boolean
  /** The symbols that stayed visible, sorted. */
  exports: string[]
  /** Wall time of each phase in the native part, in the order they ran; before them `cargo`, where there are crates. */
  timings: PhaseTime[]
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
 * Compiles, links and inspects in one job. Writes nothing.
 * @param inputs Those of the object, each crate as what was made of it: see {@link withCrates}
 * @throws BpfLinkerError with all diagnostics and dependencies
 */
export async function linkObject(
  object: ResolvedObject,
  inputs: JobInput[],
  policy: JobPolicy,
  options: LinkObjectOptions = {},
): Promise<UncheckedLink> {
  const run = options.run ?? runJob
  const response = await run(jobOf(object, inputs, options.inspect ?? {}), policy, options.signal)
  return resultOf(await placed(response, object))
}

/**
 * Builds the crates among the inputs, then links what came of them; the result
 * tells of both. Writes nothing but cargo's target directory.
 * @throws BpfLinkerError with all diagnostics and dependencies of both
 */
export async function withCrates<T extends UncheckedLink>(
  object: ResolvedObject,
  signal: AbortSignal | undefined,
  link: (inputs: JobInput[]) => Promise<T>,
): Promise<T> {
  const files = object.inputs.filter((input): input is JobInput => !isCrate(input))
  if (files.length === object.inputs.length) return link(files)
  const { buildCrates } = await import('./cargo/build_crate.ts')
  const { target, stripPathPrefix } = object.code
  const crates = await buildCrates(object.inputs, { target, stripPathPrefix }, signal)
  try {
    return both(crates, await link(crates.inputs))
  } catch (error) {
    if (error instanceof BpfLinkerError) {
      // A job that gave no answer (a crash, a limit) has no diagnostics; rustc's would stand for its error.
      if (error.diagnostics.length > 0) error.diagnostics.unshift(...crates.diagnostics)
      error.dependencies.unshift(...crates.dependencies.filter((file) => !error.dependencies.includes(file)))
    }
    throw error
  }
}

function both<T extends UncheckedLink>(crates: BuiltCrates, result: T): T {
  return {
    ...result,
    diagnostics: [...crates.diagnostics, ...result.diagnostics],
    dependencies: [...new Set([...crates.dependencies, ...result.dependencies])],
    timings: [{ phase: 'cargo', milliseconds: crates.milliseconds }, ...result.timings],
    milliseconds: crates.milliseconds + result.milliseconds,
  }
}

/** With its diagnostics where the user's files are. */
async function placed(response: JobResponse, object: ResolvedObject): Promise<JobResponse> {
  if (response.diagnostics.length === 0) return response
  const { placeDiagnostics } = await import('./places.ts')
  return { ...response, diagnostics: placeDiagnostics(response.diagnostics, originOf(object)) }
}

/** What diagnostics about an object are placed by. */
export function originOf({ inputs, code, workingDirectory }: ResolvedObject): Origin {
  return {
    folder: code.stripPathPrefix ?? workingDirectory,
    // What was made of a crate is no text to show lines of.
    inputs: inputs.filter((input): input is JobInput => !isCrate(input)),
  }
}

/** The job of an object: plain data, and all that decides its bytes besides the inputs. */
export function jobOf(object: ResolvedObject, inputs: JobInput[], inspect: InspectSettings): Job {
  return {
    action: 'link',
    workingDirectory: object.workingDirectory,
    inputs,
    code: object.code,
    compile: object.compile,
    link: object.link,
    emit: object.emit.map((kind) => ({ kind })),
    inspect,
  }
}

function resultOf(response: JobResponse): UncheckedLink {
  const { diagnostics, dependencies, absent, lineSources, usesClock, exports, timings, milliseconds, info } = response
  if (!response.ok) throw BpfLinkerError.fromDiagnostics(diagnostics, dependencies)
  const artifacts = response.artifacts.map(({ kind, bytes }): LinkArtifact => {
    if (bytes === undefined) throw new TypeError(`The job wrote its ${kind} to a file, though none was named`)
    return { kind, bytes }
  })
  const bytes = artifacts.find(({ kind }) => kind === 'object')?.bytes
  if (bytes === undefined || info === undefined) throw new TypeError('The job succeeded without an object')
  return {
    bytes,
    artifacts,
    info,
    diagnostics,
    dependencies,
    absent,
    lineSources,
    usesClock,
    exports,
    timings,
    milliseconds,
  }
}
