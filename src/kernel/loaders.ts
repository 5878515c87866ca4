/**
 * What each loader does about things that a kernel lacks, so that the object
 * loads all the same. Taken from the loaders' sources: libbpf 1.x
 * (`libbpf.c`, `features.c`), cilium/ebpf 0.16 (`linker.go`, `btf/marshal.go`), aya 0.13
 * (`aya-obj/src/btf/btf.rs`, `obj.rs`). `none` is a loader that only makes system calls.
 */
import type { BtfKind } from '../object/types.ts'
import type { Loader } from './profiles.ts'

export interface LoaderTraits {
  /** Kinds of BTF that it rewrites, or leaves out, for kernels that do not know them. */
  rewritesKinds: readonly (BtfKind | 'globalFunc')[]
  /** It goes on without BTF when the kernel refuses it, unless the object cannot do without. */
  btfIsOptional: boolean
  /** `bpf_probe_read_{kernel,user}[_str]` become `bpf_probe_read[_str]` (before 5.5). */
  rewritesProbeRead: boolean
  /** It leaves out `expected_attach_type`, where the kernel does not know that field (before 4.17). */
  attachTypeIsOptional: boolean
  /** It rounds the size of a ring buffer up to a power of 2 and whole pages. */
  roundsRingBuffers: boolean
  /** It gives a perf event array without `max_entries` one for each core. */
  sizesPerfArrays: boolean
  /** What it says when `.data`, `.rodata` and `.bss` cannot be maps. */
  globalDataRefusal: string
}

const EVERY_KIND = [
  'func',
  'funcProto',
  'globalFunc',
  'var',
  'dataSec',
  'float',
  'declTag',
  'typeTag',
  'enum64',
] as const

// biome-ignore format: a table.
const TRAITS: Readonly<Record<Loader, LoaderTraits>> = {
  libbpf: { rewritesKinds: EVERY_KIND,                                             btfIsOptional: true,  rewritesProbeRead: true,  attachTypeIsOptional: true,  roundsRingBuffers: true,  sizesPerfArrays: true,  globalDataRefusal: "kernel doesn't support global data" },
  // Before kernels with types of functions, it hands over none; of the rest, only what functions use.
  cilium: { rewritesKinds: ['func', 'funcProto', 'globalFunc', 'var', 'dataSec', 'declTag', 'typeTag', 'enum64'], btfIsOptional: true,  rewritesProbeRead: true,  attachTypeIsOptional: false, roundsRingBuffers: false, sizesPerfArrays: true,  globalDataRefusal: 'map .data: map create: read- and write-only maps not supported (requires >= v5.2)' },
  aya:    { rewritesKinds: EVERY_KIND,                                             btfIsOptional: false, rewritesProbeRead: true,  attachTypeIsOptional: false, roundsRingBuffers: true,  sizesPerfArrays: true,  globalDataRefusal: 'unrecognized bpf_ld_imm64 insn' },
  none:   { rewritesKinds: [],                                                     btfIsOptional: false, rewritesProbeRead: false, attachTypeIsOptional: false, roundsRingBuffers: false, sizesPerfArrays: false, globalDataRefusal: 'unrecognized bpf_ld_imm64 insn' },
}

export function loaderTraits(loader: Loader): LoaderTraits {
  return TRAITS[loader]
}
