/**
 * What each loader does about things that a kernel lacks, so that the object
 * loads all the same: libbpf 1.x (`libbpf.c`, `features.c`), cilium/ebpf (`prog.go`, and in
 * `btf/marshal.go` KernelMarshalOptions), aya (`EbpfLoader::load`, and in aya-obj
 * `fixup_and_sanitize_btf`, `Object::parse`, `parse_btf_map_def`). `none` is a loader that only makes system calls.
 */
import type { BtfKind } from '../object/btf_types.ts'
import type { MapDefinition } from '../object/types.ts'
import type { Loader } from '../settings/profile.ts'

type SizeConflict = NonNullable<MapDefinition['conflicts']>[number]

export interface LoaderTraits {
  /** Kinds of BTF that it rewrites, or leaves out, for kernels that do not know them. */
  rewritesKinds: readonly (BtfKind | 'globalFunc')[]
  /** It goes on without BTF when the kernel refuses it, unless the program cannot do without. */
  btfIsOptional: boolean
  /** `bpf_probe_read_{kernel,user}[_str]` become `bpf_probe_read[_str]` (before 5.5). */
  rewritesProbeRead: boolean
  /** It leaves out `expected_attach_type`, where the kernel does not know that field (before 4.17). */
  attachTypeIsOptional: boolean
  /** It rounds the size of a ring buffer up to a power of 2 and whole pages. */
  roundsRingBuffers: boolean
  /** It gives a perf event array without `max_entries` one for each core. */
  sizesPerfArrays: boolean
  /** The licence under which it loads an object that has none. */
  defaultLicense: string | undefined
  /** What it says of a map whose definition gives a size twice, and not the same. */
  conflictRefusal: ((map: string, conflict: SizeConflict) => string) | undefined
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

/** The kernel's own words, of an address in a map. */
const UNKNOWN_LOAD = 'unrecognized bpf_ld_imm64 insn'

const TRAITS: Readonly<Record<Loader, LoaderTraits>> = {
  libbpf: {
    rewritesKinds: EVERY_KIND,
    btfIsOptional: true,
    rewritesProbeRead: true,
    attachTypeIsOptional: true,
    roundsRingBuffers: true,
    sizesPerfArrays: true,
    defaultLicense: undefined,
    conflictRefusal: (map, { field, size, before }) =>
      `map '${map}': conflicting ${partOf(field)} size ${before} != ${size}.`,
    globalDataRefusal: "kernel doesn't support global data",
  },
  cilium: {
    // Before 5.0 it hands over no BTF, then only what functions and map definitions use: no variables.
    rewritesKinds: EVERY_KIND.filter((kind) => kind !== 'float'),
    btfIsOptional: false,
    rewritesProbeRead: true,
    attachTypeIsOptional: false,
    roundsRingBuffers: false,
    sizesPerfArrays: true,
    defaultLicense: undefined,
    conflictRefusal: (_, { field }) => `both ${partOf(field)} and ${partOf(field)}_size given`,
    globalDataRefusal: UNKNOWN_LOAD,
  },
  aya: {
    rewritesKinds: EVERY_KIND,
    btfIsOptional: true,
    rewritesProbeRead: true,
    attachTypeIsOptional: false,
    roundsRingBuffers: true,
    sizesPerfArrays: true,
    // Object::parse: `CString::new("GPL")`.
    defaultLicense: 'GPL',
    // parse_btf_map_def: the last field counts.
    conflictRefusal: undefined,
    globalDataRefusal: UNKNOWN_LOAD,
  },
  none: {
    rewritesKinds: [],
    btfIsOptional: false,
    rewritesProbeRead: false,
    attachTypeIsOptional: false,
    roundsRingBuffers: false,
    sizesPerfArrays: false,
    defaultLicense: undefined,
    conflictRefusal: undefined,
    globalDataRefusal: UNKNOWN_LOAD,
  },
}

/** Of a field of a definition: `value_size` and `values` give the size of a value. */
function partOf(field: string): 'key' | 'value' {
  return field.startsWith('key') ? 'key' : 'value'
}

export function loaderTraits(loader: Loader): LoaderTraits {
  return TRAITS[loader]
}
