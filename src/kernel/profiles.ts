/**
 * Profiles: for which kernels an object is, as link settings.
 *
 * The presets are one table. What decides a row, with the mainline commit that
 * brought it (a kernel has what its release or an earlier one brought; stable
 * point releases and distributions carry more):
 *
 *   4.14  BPF_JLT, JLE, JSLT, JSLE: `v2` code              92b31a9af73b
 *   4.16  calls from BPF to BPF                            cc8b0b92a169
 *   5.1   JMP32: `v3` code is accepted                     092ed0968bb6
 *   5.2   a million instructions, global data              c04c0d2b968a, d8eca5bbb2be
 *   5.3   loops, where the verifier sees their bound       2589726d12a1
 *   5.7   bounds of 32-bit registers are tracked           3f50f132d840
 *   6.6   `v4` code                                        1f9a1ea821ff
 *   6.19  BPF_JA through a register (jump tables)
 *
 * `v3` begins with 5.10 and not with 5.4: `v3` computes in 32-bit registers,
 * and before 5.7 the verifier forgets their bounds, so that correct programs
 * are refused ("R2 unbounded memory access"). For the same release `v2` code
 * always has its bounds in 64-bit registers.
 *
 * LLVM 22 makes jump tables of large switches in `v4` code, which no long-term
 * kernel so far accepts: off everywhere.
 *
 * BTF is on everywhere: loaders read map definitions and CO-RE relocations from
 * it, and leave it away where the kernel has none.
 */

import { BpfLinkerError } from '../errors.ts'
import type { Cpu } from '../link/job.ts'
import { suggestion } from '../nearest.ts'

export type Loader = 'libbpf' | 'cilium' | 'aya' | 'none'
export type RuleSeverity = 'off' | 'warn' | 'error'

/** A profile after `extends` is followed: the kernels an object is for, as link settings. */
export interface ResolvedProfile {
  name: string
  /** Mainline release such as `5.10`; undefined: no particular kernel. */
  kernel: string | undefined
  /** Who loads the object: loaders work around some things that kernels lack. */
  loader: Loader
  cpu: Cpu
  /** LLVM's form, `+alu32,-dwarfris`; empty: what the cpu implies. */
  cpuFeatures: string
  btf: boolean
  unrollLoops: boolean
  inlineAll: boolean
  /** Expand `memcpy` and friends inline instead of keeping functions of those names. */
  disableMemoryBuiltins: boolean
  /** Let large switches become jump tables (`v4` only). */
  jumpTables: boolean
  /** Severities that the user set, by rule name. Other rules have their own default. */
  rules: Record<string, RuleSeverity>
}

/** A profile of the user's own. What it leaves out comes from `extends`. */
export interface ProfileSettings extends Partial<Omit<ResolvedProfile, 'name' | 'kernel' | 'cpuFeatures'>> {
  extends?: string
  kernel?: string
  cpuFeatures?: string | readonly string[]
}

interface Preset {
  kernel: string | undefined
  cpu: Cpu
  /** Loops with a known bound must go. */
  unrollLoops: boolean
  /** Calls must go. */
  inlineAll: boolean
  /** A `memcpy` function is a call and a loop: it must not stay where either is refused. */
  disableMemoryBuiltins: boolean
}

const PRESETS = {
  //                       kernel             cpu             loops              calls             memcpy functions
  'old-kernel-no-loops': { kernel: undefined, cpu: 'v1', /**/ unrollLoops: true, inlineAll: true, disableMemoryBuiltins: true },
  'linux-4.14': /*     */ { kernel: '4.14', cpu: 'v2', /*  */ unrollLoops: true, inlineAll: true, disableMemoryBuiltins: true },
  'linux-4.19': /*     */ { kernel: '4.19', cpu: 'v2', /*  */ unrollLoops: true, inlineAll: false, disableMemoryBuiltins: true },
  'linux-5.4': /*      */ { kernel: '5.4', cpu: 'v2', /*   */ unrollLoops: false, inlineAll: false, disableMemoryBuiltins: false },
  'linux-5.10': /*     */ { kernel: '5.10', cpu: 'v3', /*  */ unrollLoops: false, inlineAll: false, disableMemoryBuiltins: false },
  'linux-5.15': /*     */ { kernel: '5.15', cpu: 'v3', /*  */ unrollLoops: false, inlineAll: false, disableMemoryBuiltins: false },
  'linux-6.1': /*      */ { kernel: '6.1', cpu: 'v3', /*   */ unrollLoops: false, inlineAll: false, disableMemoryBuiltins: false },
  'linux-6.6': /*      */ { kernel: '6.6', cpu: 'v4', /*   */ unrollLoops: false, inlineAll: false, disableMemoryBuiltins: false },
  'linux-6.12': /*     */ { kernel: '6.12', cpu: 'v4', /*  */ unrollLoops: false, inlineAll: false, disableMemoryBuiltins: false },
  'linux-6.18': /*     */ { kernel: '6.18', cpu: 'v4', /*  */ unrollLoops: false, inlineAll: false, disableMemoryBuiltins: false },
} as const
