/**
 * What `inspect` tells of a BPF object, as the rest of `src/` sees it. Native
 * code makes this data (`native/inspect`); here it only has types.
 *
 * Conventions: sizes and offsets are in bytes unless a name says bits; offsets
 * of instructions count from the start of their section. A symbol that rustc made of a path
 * (`_RNv…`, `_ZN…17h…E`) has that path beside it, as `demangled`. Keys without a value
 * are left out. Numbers fit a double exactly; what can be wider (values of 64-bit
 * enums, `map_extra`) is a decimal string. Type ids are indices into
 * `btf.types` (`btf_types.ts`); 0 is `void`, and where a key may be missing, no type.
 */

import type { BtfInfo } from './btf_types.ts'

/** One BPF ELF file. */
export interface ObjectInfo {
  /** `little` or `big` endian. */
  endianness: 'little' | 'big'
  /** Bytes of the file. */
  size: number
  /** In order of section and offset. */
  programs: ProgramInfo[]
  /** Functions of `.text` that programs call: loaders append them to each program that needs them. */
  subprograms: FunctionInfo[]
  maps: MapInfo[]
  /** Sections that loaders turn into array maps. */
  dataSections: DataSectionInfo[]
  /** What the object leaves to the kernel or to another object. */
  externs: ExternInfo[]
  /** The text of the `license` section. */
  license?: string
  /** The number in the `version` section: `KERNEL_VERSION`, for kprobes before Linux 5.0. */
  version?: number
  btf?: BtfInfo
  /** The language that it is made from, where names or types show it. */
  language?: 'rust'
  /** By ELF index; the first is ELF's null section. */
  sections: SectionInfo[]
  /** By ELF index; the first is ELF's null symbol. */
  symbols: SymbolInfo[]
}

/** A place in a source file, from line records. */
export interface CodeLocation {
  /** As the compiler wrote it. */
  file: string
  /** From 1; 0 for code without a line of its own. */
  line: number
  /** From 1; 0 when unknown. */
  column: number
  /** The text of the line. */
  sourceLine?: string
}

export interface FunctionInfo {
  /** The function's symbol. */
  name: string
  demangled?: string
  /** The ELF section, such as `xdp` or `kprobe/do_unlinkat`. */
  section: string
  /** Where it starts in its section. */
  offset: number
  /** How many instructions of its own (a 16-byte load counts as two, as the kernel counts). */
  instructions: number
  /**
   * Instructions together with every subprogram that it reaches, each once: what a loader hands to the kernel.
   * Left out when it reaches more than 256, which no kernel takes.
   */
  loadedInstructions?: number
  binding: SymbolBinding
  /** ELF visibility; the kernel verifies a `hidden` function as if it were static. */
  visibility: SymbolVisibility
  /** Its BTF `func`. */
  btfType?: number
  /** The place of its first instruction. */
  location?: CodeLocation
  /**
   * What kernels refuse in its line records: one that is not behind the one before it in the file, or that names the
   * second half of a 16-byte load.
   */
  lineProblem?: { kind: 'order' | 'insideLoad'; offset: number }
  /** Every call, in order. */
  calls: CallInfo[]
  /** By offset. */
  relocations: RelocationInfo[]
  /** By offset. */
  coreRelocations: CoreRelocationInfo[]
  /** With `disassembly: true`. */
  disassembly?: InstructionInfo[]
}

/** A function in a program section. */
export interface ProgramInfo extends FunctionInfo {
  /**
   * `BPF_PROG_TYPE_*`, from the section's name by libbpf's table; left out when the name says nothing to libbpf
   * (`classifier/x`, `socket1`: the loader decides).
   */
  programType?: string
  /** `enum bpf_attach_type`, where the section's name fixes one. */
  attachType?: string
  /** What follows the type in the section's name: `do_unlinkat` of `kprobe/do_unlinkat`. */
  attachTarget?: string
  sleepable: boolean
  /** False when the section's name starts with `?`: loaded only on request. */
  autoload: boolean
}

export type CallInfo = { offset: number; location?: CodeLocation } & (
  | {
      kind: 'helper'
      /** `enum bpf_func_id`. */
      helper: number
    }
  | {
      /** A call of, or the address of, a function of this object. */
      kind: 'subprogram' | 'callback'
      target: string
      demangled?: string
      /** Where the target is: names of static functions may repeat. */
      targetSection: string
      targetOffset: number
    }
  | {
      kind: 'kfunc'
      target?: string
      demangled?: string
      /** The kernel's BTF id, in an object that was resolved already. */
      id?: number
      weak?: boolean
    }
  | {
      /** An undefined function that is no kfunc: linking must define it. */
      kind: 'extern'
      target: string
      demangled?: string
      weak?: boolean
    }
  | { kind: 'indirect'; register: number }
  /** A place in this object where no function starts. */
  | { kind: 'unknown' }
)

export interface RelocationInfo {
  offset: number
  /** `R_BPF_64_64`, `R_BPF_64_32`, … */
  type: string
  /** The symbol, or the section of a section symbol. */
  symbol: string
  demangled?: string
  /** Index into `symbols`. */
  symbolIndex: number
  /** What the symbol is: a map, a data section or variable, code, an undefined symbol, or something else. */
  target: 'map' | 'data' | 'code' | 'extern' | 'other'
  /** Bytes from the symbol, where not 0. */
  addend?: number
}

export interface CoreRelocationInfo {
  offset: number
  kind: CoreRelocationKind
  /** The type that the access starts from. */
  type: number
  /** The name of that type, without qualifiers; left out when it has none. */
  typeName?: string
  /** Indices of members and elements, such as `0:1:2`. */
  access: string
}

/** `enum bpf_core_relo_kind`, in its order. */
export type CoreRelocationKind =
  | 'fieldByteOffset'
  | 'fieldByteSize'
  | 'fieldExists'
  | 'fieldSigned'
  | 'fieldLshiftU64'
  | 'fieldRshiftU64'
  | 'typeIdLocal'
  | 'typeIdTarget'
  | 'typeExists'
  | 'typeSize'
  | 'enumvalExists'
  | 'enumvalValue'
  | 'typeMatches'
  /** A kind of a newer format. */
  | 'unknown'

export interface InstructionInfo {
  offset: number
  /** 8 or 16 bytes, in hexadecimal. */
  bytes: string
  /** LLVM's syntax: `r0 = 0x1`. `<unknown>` when it is no instruction. */
  text: string
  /** Where a line starts; an instruction without is of the line before. */
  location?: CodeLocation
  /** The symbol that a relocation puts here. */
  symbol?: string
  demangled?: string
}

export interface MapInfo {
  name: string
  demangled?: string
  /** The ELF section: `.maps` (BTF-defined), or `maps` and `maps/…` (legacy). */
  section: string
  /** Where the map's variable is in its section. */
  offset: number
  /** Left out in `.maps` without BTF, and for a legacy struct that is too short. */
  definition?: MapDefinition
  /** Maps and programs that the loader puts into it: the initialised slots of `values`. */
  values?: { slot: number; symbol: string; demangled?: string }[]
}

export interface MapDefinition {
  /** `enum bpf_map_type`. */
  type: number
  keySize: number
  valueSize: number
  maxEntries: number
  /** `BPF_F_*`. */
  flags: number
  /** BTF-defined: 0 not pinned, 1 by name. Legacy: as aya or iproute2 number it. */
  pinning: number
  numaNode?: number
  /** Decimal. */
  mapExtra?: string
  keyType?: number
  valueType?: number
  /** The definition of the maps in a map of maps. */
  inner?: MapDefinition
  /** Fields of the definition that are not known. */
  unknownFields?: string[]
  /**
   * Fields that give another size of key or value than one before them. libbpf and cilium/ebpf refuse them; for aya,
   * and here, the last one counts.
   */
  conflicts?: { field: string; size: number; before: number }[]
}

export interface DataSectionInfo {
  /** `.rodata`, `.data.config`, … */
  name: string
  kind: 'data' | 'rodata' | 'bss' | 'structOps' | 'arena'
  size: number
  /** ELF `SHF_*`. */
  flags: number
  /** By offset. From BTF, else the object symbols. */
  variables: VariableInfo[]
  relocations: RelocationInfo[]
}

export interface VariableInfo {
  name: string
  demangled?: string
  offset: number
  size: number
  static: boolean
  /** Its type (of the value; qualifiers such as `volatile` included). */
  type?: number
}

export interface ExternInfo {
  name: string
  demangled?: string
  /** `kconfig`: a variable of `.kconfig`. `ksym`, `kfunc`: a variable or function of `.ksyms`. `unresolved`: neither. */
  kind: 'kconfig' | 'ksym' | 'kfunc' | 'unresolved'
  weak: boolean
  /** Its BTF `var` or `func`. */
  btfType?: number
}

export interface SectionInfo {
  name: string
  /** ELF `SHT_*`. */
  type: number
  /** ELF `SHF_*`. */
  flags: number
  size: number
  /** How many relocations apply to it. */
  relocations: number
}

export type SymbolBinding = 'local' | 'global' | 'weak' | 'other'
export type SymbolVisibility = 'default' | 'internal' | 'hidden' | 'protected'

export interface SymbolInfo {
  /** Empty for section symbols. */
  name: string
  demangled?: string
  type: 'none' | 'object' | 'function' | 'section' | 'file' | 'other'
  binding: SymbolBinding
  visibility: SymbolVisibility
  /** Index into `sections`; 0 when undefined or absolute. */
  section: number
  absolute?: true
  /** Where it is in its section. */
  value: number
  size: number
}
