/** What becomes of one object of a build. */
import type { BpfLinkerError, Diagnostic } from '../errors.ts'
import type { Finding, Requirement } from '../kernel/check.ts'
import type { PhaseTime } from '../link/job_response.ts'
import type { LinkArtifact } from '../link/link_object.ts'
import type { ObjectInfo } from '../object/types.ts'
import type { Declaration } from './declare.ts'

/** One object of the config for one profile, linked. */
export interface BuiltObject {
  /** The key in the config's `objects`. */
  name: string
  /** Unique: `probe`, or `probe.linux-5.10` where the object has several profiles. */
  id: string
  /** The profile's name. */
  profileName: string
  /** Absolute: where the object is, or under `write: false` would be. */
  file: string
  /** The ELF file; the whole of its buffer. */
  bytes: Uint8Array<ArrayBuffer>
  /** The hash of `bytes`, in hex. */
  sha256: string
  info: ObjectInfo
  /** It came from the cache. */
  cached: boolean
  /** Warnings and remarks. */
  diagnostics: Diagnostic[]
  /** What the profile's rules find: warnings, since an error fails the object. In `diagnostics` as well. */
  findings: Finding[]
  /** The least kernel of each program under the profile's loader; empty where the profile names no kernel. */
  requirements: Requirement[]
  /** In link order: absolute paths, of a crate its `Cargo.toml`, and names of inputs from memory. */
  inputs: string[]
  /** Absolute paths of every file that was read. */
  dependencies: string[]
  /** Absolute paths where headers were looked for in vain: one that appears there may change the object. */
  absent: string[]
  /** Wall time of each phase in the native part. */
  timings: PhaseTime[]
  /** Wall time of the whole job; waiting for a free core is not counted. */
  milliseconds: number
  /** Everything that `emit` asked for, the object among them. */
  artifacts: BuiltArtifact[]
  /** The files of the object's TypeScript types, where the config wants them. */
  types: Declaration[]
}

/** One file of an object. */
export interface BuiltArtifact extends LinkArtifact {
  /** Absolute. */
  file: string
}

/** One object that could not be made; nothing of it stands in `outDir`. */
export interface FailedObject {
  name: string
  id: string
  profileName: string
  error: BpfLinkerError
}
