/** What comes back from a job. `native/job/FORMAT.md` describes the bytes. */
import type { Diagnostic } from '../errors.ts'
import type { ObjectInfo } from '../object/types.ts'
import type { EmitKind } from '../settings/job.ts'

export interface JobArtifact {
  kind: EmitKind
  /** Absent when the artifact was written to `path`. */
  bytes?: Uint8Array<ArrayBuffer>
  path?: string
  size: number
}

/** Wall time of a part of the work. */
export interface PhaseTime {
  phase: string
  milliseconds: number
}

export interface JobResponse {
  ok: boolean
  /** LLVM's version. */
  llvm: string
  artifacts: JobArtifact[]
  diagnostics: Diagnostic[]
  dependencies: string[]
  /** Absolute, sorted: where a compile looked in vain. Something that appears there may change the result. */
  absent: string[]
  /** Absolute, sorted, there or not: the files that debug info names, of which the object has lines. */
  lineSources: string[]
  /** A source asks for the date or the time. */
  usesClock: boolean
  exports: string[]
  timings: PhaseTime[]
  /** Wall time from the start of the process (or the call of the addon) to its end, measured by the caller. */
  milliseconds: number
  info?: ObjectInfo
}
