/** Profiles: the kernels that an object is for. `kernel/profiles.ts` says what each preset stands for. */
import type { Cpu } from './job.ts'

/** The presets, oldest kernel first. */
export const presetNames = [
  'old-kernel-no-loops',
  'linux-4.14',
  'linux-4.19',
  'linux-5.4',
  'linux-5.10',
  'linux-5.15',
  'linux-6.1',
  'linux-6.6',
  'linux-6.12',
  'linux-6.18',
  'modern',
  'generic',
] as const
export type PresetName = (typeof presetNames)[number]

/** What loads an object: `libbpf`, `cilium` (cilium/ebpf), `aya`, or `none` (bare system calls). */
export const LOADERS = ['libbpf', 'cilium', 'aya', 'none'] as const
export type Loader = (typeof LOADERS)[number]
/** `auto`: what the object looks like (`kernel/recognize_loader.ts`). */
export type LoaderChoice = Loader | 'auto'
export type RuleLevel = 'off' | 'warn' | 'error'

/** A profile after `extends` is followed: the kernels an object is for, as link settings and rules. */
export interface ResolvedProfile {
  name: string
  /** Mainline release such as `5.10`; undefined: no particular kernel, and no rules. */
  kernel: string | undefined
  loader: LoaderChoice
  cpu: Cpu
  /** LLVM's form, `+alu32,-dwarfris`; empty: what the cpu implies. */
  cpuFeatures: string
  btf: boolean
  unrollLoops: boolean
  inlineAll: boolean
  /** Whether the kernels take loops; if not, one that cannot be unrolled is an error. */
  loops: boolean
  /** The most instructions of a program; undefined: not judged. */
  maxInstructions: number | undefined
  /** Whether the kernels have `.data`, `.rodata` and `.bss`; if not, programs that use them are errors. */
  globalData: boolean
  /** Whether the kernels have atomic operations beyond a plain add; if not, an add whose result nobody uses is one. */
  fetchAtomics: boolean
  /** Take `const volatile` variables for constants. */
  freezeRodata: boolean
  /** Expand `memcpy` and friends inline instead of keeping functions of those names. */
  disableMemoryBuiltins: boolean
  /** Let large switches become jump tables (`v4` code only). */
  jumpTables: boolean
  /** Levels by rule name; every other rule is an error. */
  rules: Record<string, RuleLevel>
  /** What the kernel has beyond its release, as distributions backport it: `helper:bpf_ringbuf_output`, or a rule. */
  features: string[]
}
