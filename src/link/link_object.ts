/**
 * One ResolvedObject → bytes and what is known of them. The bundler plugins and
 * the build call this; `link()` and `build()` of the API are made of it.
 */
import type { JobPolicy, ResolvedObject } from '../config/types.ts'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import type { ObjectInfo } from '../object/types.ts'
import type { EmitKind, InspectSettings, Job, JobResponse } from './job.ts'
import { runJob } from './run.ts'

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
  /** Wall time of each phase in the native part, in the order they ran. */
  timings: JobResponse['timings']
  /** Wall time of the whole job; waiting for a free core is not counted. */
  milliseconds: number
}

export interface LinkObjectOptions {
  signal?: AbortSignal | undefined
  /** What to tell in `info` beyond the summary. */
  inspect?: InspectSettings | undefined
}

/**
 * Compiles, links and inspects in one job. Writes nothing.
 * @throws BpfLinkerError with all diagnostics and dependencies of the job
 */
export async function linkObject(
  object: ResolvedObject,
  policy: JobPolicy,
  options: LinkObjectOptions = {},
): Promise<LinkResult> {
  const response = await runJob(jobOf(object, options.inspect ?? {}), policy, options.signal)
  if (response.diagnostics.length === 0) return resultOf(response)
  const { placeDiagnostics } = await import('./places.ts')
  const folder = object.compile.stripPathPrefix ?? object.workingDirectory
  const diagnostics = placeDiagnostics(response.diagnostics, { folder, inputs: object.inputs })
  return resultOf({ ...response, diagnostics })
}

/** The job of an object: plain data, and all that decides its bytes besides the inputs. */
export function jobOf(object: ResolvedObject, inspect: InspectSettings): Job {
  return {
    action: 'link',
    workingDirectory: object.workingDirectory,
    inputs: object.inputs,
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
