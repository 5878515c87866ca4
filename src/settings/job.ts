/**
 * The job format, TypeScript side. `native/job/FORMAT.md` describes the bytes.
 * Plain data: serialisable, hashable, the same for both doors.
 */

/** Raised together with the format in `native/job/FORMAT.md`. */
export const JOB_FORMAT = 1

export type EmitKind = 'object' | 'assembly' | 'bitcode' | 'ir'
export type Cpu = 'generic' | 'probe' | 'v1' | 'v2' | 'v3' | 'v4'
export type Target = 'bpf' | 'bpfel' | 'bpfeb'
export type OptimizationLevel = '0' | '1' | '2' | '3' | 's' | 'z'

/** One input: a file, or bytes in memory under a name that diagnostics use. */
export type JobInput =
  | { path: string; mayLackBitcode?: boolean }
  | {
      name: string
      bytes: Uint8Array
      mayLackBitcode?: boolean
      /** Bitcode of the source of that name. */
      compiled?: boolean
    }

export interface CompileSettings {
  cpu?: Cpu
  cpuFeatures?: string
  optimize?: OptimizationLevel
  debugInfo?: boolean
  defines?: string[]
  includeDirs?: string[]
  flags?: string[]
  stripPathPrefix?: string
}

export interface ExportSettings {
  auto: boolean
  patterns: string[]
}

export interface LinkSettings {
  target?: Target
  cpu?: Cpu
  cpuFeatures?: string
  optimize?: OptimizationLevel
  btf?: boolean
  exports?: ExportSettings
  unrollLoops?: boolean
  /** Loops that the object still has are errors. */
  noLoops?: boolean
  /** The most instructions of a program. */
  maxInstructions?: number
  /** Programs that refer to data sections are errors. */
  noGlobalData?: boolean
  noFetchAtomics?: boolean
  freezeRodata?: boolean
  ignoreInlineNever?: boolean
  inlineAll?: boolean
  disableMemoryBuiltins?: boolean
  disableExpandMemcpyInOrder?: boolean
  allowBpfTrap?: boolean
  allowUnresolved?: boolean
  llvmArgs?: string[]
  dumpModule?: string
  keepDwarf?: boolean
  stripPathPrefix?: string
}

export interface InspectSettings {
  disassembly?: boolean | undefined
  types?: boolean | undefined
}

/** Limits that the native process sets on itself. */
export interface JobLimits {
  memoryBytes: number
  cpuSeconds: number
}

export interface Job {
  action: 'link' | 'compile' | 'inspect'
  workingDirectory: string
  inputs: JobInput[]
  compile?: CompileSettings
  link?: LinkSettings
  emit?: { kind: EmitKind; path?: string }[]
  inspect?: InspectSettings
  limits?: JobLimits
}
