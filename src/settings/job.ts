/**
 * The job format, TypeScript side. `native/job/FORMAT.md` describes the bytes.
 * Plain data: serialisable, hashable, the same for both doors.
 */
import type { CodeSettings, CompileSettings, LinkSettings } from './job_settings.generated.ts'

/** Raised together with the format in `native/job/FORMAT.md`. */
export const JOB_FORMAT = 2

export type EmitKind = 'object' | 'assembly' | 'bitcode' | 'ir'
export type Cpu = CodeSettings['cpu']
export type Target = CodeSettings['target']
export type OptimizationLevel = CodeSettings['optimize']
export type ExportSettings = LinkSettings['exports']

/** One input: a file, or bytes in memory under a name that diagnostics use. */
export type JobInput =
  | { path: string; mayLackBitcode?: boolean | undefined }
  | {
      name: string
      bytes: Uint8Array
      mayLackBitcode?: boolean | undefined
      /** Bitcode of the source of that name. */
      compiled?: boolean | undefined
    }

export interface InspectSettings {
  disassembly?: boolean | undefined
  types?: boolean | undefined
}

/** Limits that the native process sets on itself. */
export interface JobLimits {
  memoryBytes: number
  cpuMilliseconds: number
}

export interface Job {
  action: 'link' | 'compile' | 'inspect'
  workingDirectory: string
  inputs: JobInput[]
  /** What a part leaves out has native code's own default. */
  code?: Partial<CodeSettings>
  compile?: Partial<CompileSettings>
  link?: Partial<LinkSettings>
  emit?: { kind: EmitKind; path?: string }[]
  inspect?: InspectSettings
  limits?: JobLimits
}
