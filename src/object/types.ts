/**
 * What `inspect` tells of a BPF object, as the rest of `src/` sees it. Native
 * code makes this data (`native/inspect`); here it only has types.
 */

/** One BPF ELF file. */
export interface ObjectInfo {
  /** `little` or `big` endian. */
  endianness: 'little' | 'big'
  /** Bytes of the file. */
  size: number
  programs: ProgramInfo[]
  maps: MapInfo[]
  /** The text of the `license` section. */
  license?: string
}

/** A function in a program section. */
export interface ProgramInfo {
  /** The function's symbol. */
  name: string
  /** The ELF section, such as `xdp` or `kprobe/do_unlinkat`. */
  section: string
  /** How many instructions (a 16-byte load counts as two, as the kernel counts). */
  instructions: number
}

export interface MapInfo {
  name: string
  /** The ELF section: `.maps` (BTF-defined) or `maps` (legacy). */
  section: string
}
