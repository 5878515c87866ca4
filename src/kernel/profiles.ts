import type { Cpu } from '../link/job.ts'

/** A profile after `extends` is followed: the kernels an object is for, as link settings. */
export interface ResolvedProfile {
  name: string
  /** Mainline release such as `5.10`; undefined: no particular kernel. */
  kernel: string | undefined
  cpu: Cpu
  cpuFeatures: string
  btf: boolean
  unrollLoops: boolean
  inlineAll: boolean
  /** Expand `memcpy` and friends inline instead of keeping functions of those names. */
  disableMemoryBuiltins: boolean
}
