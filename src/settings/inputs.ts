/**
 * A Cargo crate as an input of an object. It is no file yet: `build_crate.ts`
 * makes the bytes that take its place in the job.
 */
import path from 'node:path'
import type { JobInput } from './job.ts'

export interface CrateInput {
  /** Absolute: the folder of its `Cargo.toml`. */
  crate: string
  /** Which of its binaries; undefined: the only one, or the `cdylib`. */
  bin?: string | undefined
  features: string[]
  /** What rustup is to use instead of what it would choose in that folder. */
  toolchain?: string | undefined
}

/** What an object is linked from. */
export type ObjectInput = JobInput | CrateInput

export function isCrate(input: ObjectInput): input is CrateInput {
  return 'crate' in input
}

/** The crate's own `Cargo.toml`: what stands for the crate wherever one file is asked for. */
export function manifestOf({ crate }: CrateInput): string {
  return path.join(crate, 'Cargo.toml')
}

/** The file that an input is, absolute; undefined for bytes from memory. */
export function fileOf(input: ObjectInput, workingDirectory: string): string | undefined {
  if (isCrate(input)) return manifestOf(input)
  return 'path' in input ? path.resolve(workingDirectory, input.path) : undefined
}
