/**
 * A Job as a request, a response as a JobResponse. Pure: both doors (process.ts,
 * in_process.ts) carry these bytes and nothing else.
 */
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import type { ObjectInfo } from '../object/types.ts'
import { type EmitKind, JOB_FORMAT, type Job, type JobInput } from '../settings/job.ts'
import type { JobArtifact, JobResponse } from './job_response.ts'
import { decodeMessage, encodeMessage, MessageError, ownBytes } from './message.ts'

/** What a request carries besides the job. */
export interface RequestContext {
  /** The version of this package; native code refuses any other. */
  packageVersion: string
  /** Folder of the headers beside the native part. */
  headerDirectory: string
}

/** The part that answered, for messages about a bad answer. */
export interface Answerer {
  packageVersion: string
  /** The executable or addon that was asked. */
  nativeFile: string
  /** `BPF_LINKER_NATIVE_PATH` named it. */
  overridden: boolean
}

/** The request as the pieces of one message, see {@link encodeMessage}. */
export function encodeRequest(job: Job, context: RequestContext): Uint8Array[] {
  const blobs: Uint8Array[] = []
  const inputs = job.inputs.map((input) => {
    if (!('bytes' in input)) return input
    const { bytes, ...rest } = input
    return { ...rest, blob: blobs.push(bytes) - 1 }
  })
  const header = {
    format: JOB_FORMAT,
    package: context.packageVersion,
    headerDirectory: context.headerDirectory,
    ...job,
    inputs,
  }
  return encodeMessage(header, blobs)
}

/**
 * @throws BpfLinkerError NATIVE_VERSION when another version answered,
 * JOB_INVALID when the answer is no response.
 */
export function decodeResponse(bytes: Uint8Array, from: Answerer): Omit<JobResponse, 'milliseconds'> {
  try {
    const { header, blobs } = decodeMessage(bytes)
    refuseOtherVersion(header, from)
    return {
      ok: header.ok === true,
      llvm: String(header.llvm ?? 'unknown'),
      artifacts: list(header, 'artifacts').map((a) => artifact(a, blobs)),
      // Their shapes are native code's promise: FORMAT.md, held by the tests of both sides.
      diagnostics: list(header, 'diagnostics') as Diagnostic[],
      dependencies: list(header, 'dependencies') as string[],
      absent: list(header, 'absent') as string[],
      lineSources: list(header, 'lineSources') as string[],
      usesClock: header.usesClock === true,
      exports: list(header, 'exports') as string[],
      timings: list(header, 'timings') as JobResponse['timings'],
      ...(header.object === undefined ? {} : { info: header.object as ObjectInfo }),
    }
  } catch (error) {
    if (!(error instanceof MessageError)) throw error
    throw new BpfLinkerError(
      'JOB_INVALID',
      `${from.nativeFile} gave an answer that is no job response: ${error.message}`,
      {
        hint: 'set BPF_LINKER_NATIVE_PATH to the native part of bpf-linker, or install the package again',
        cause: error,
      },
    )
  }
}

/** "a.bpf.c, b.bc and 3 more": how errors name the inputs of a job. */
export function describeInputs(inputs: readonly JobInput[]): string {
  const names = inputs.map((input) => ('path' in input ? input.path : input.name))
  if (names.length === 0) return 'no inputs'
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}

function refuseOtherVersion(header: Record<string, unknown>, from: Answerer): void {
  if (header.package === from.packageVersion && header.format === JOB_FORMAT) return
  throw new BpfLinkerError(
    'NATIVE_VERSION',
    `${from.nativeFile} is of bpf-linker ${header.package ?? '(no version)'} (job format ${header.format ?? 'unknown'}), ` +
      `the package is ${from.packageVersion} (job format ${JOB_FORMAT})`,
    { hint: versionHint(from) },
  )
}

/** How package and native part come to be of one version again. */
export function versionHint(from: Answerer): string {
  if (from.overridden) return 'unset BPF_LINKER_NATIVE_PATH, or point it at the same version'
  return /[\\/]node_modules[\\/]/.test(from.nativeFile)
    ? 'delete node_modules and the lock file entry of @bpf-linker/*, then install again'
    : 'build the native part again: node scripts/setup.mjs'
}

function list(header: Record<string, unknown>, key: string): unknown[] {
  const value = header[key] ?? []
  if (!Array.isArray(value)) throw new MessageError(`its "${key}" is not a list`)
  return value
}

function artifact(value: unknown, blobs: readonly Uint8Array[]): JobArtifact {
  const { kind, blob, path, size } = value as { kind: EmitKind; blob?: number; path?: string; size?: number }
  if (blob === undefined) {
    if (path === undefined || size === undefined)
      throw new MessageError('an artifact has neither blob nor path and size')
    return { kind, path, size }
  }
  const view = blobs[blob]
  if (view === undefined) throw new MessageError(`an artifact is in blob ${blob} of ${blobs.length}`)
  return { kind, bytes: ownBytes(view), size: view.byteLength }
}
