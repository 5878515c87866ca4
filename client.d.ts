/**
 * The types of what the plugins let a program import. In tsconfig.json:
 *
 *     "types": ["bpf-linker/client"]
 */

/** A C source, built by itself: the BPF object, an ELF file. */
declare module '*.bpf.c' {
  const bytes: Uint8Array<ArrayBuffer>
  export default bytes
}

/** The same as an emitted asset: its address. */
declare module '*.bpf.c?url' {
  const url: string
  export default url
}

/** An object of the config as an emitted asset: its address. */
declare module 'virtual:bpf-linker/*?url' {
  const url: string
  export default url
}

/** An object of the config. One with several profiles is named with its profile: `probe.linux-5.10`. */
declare module 'virtual:bpf-linker/*' {
  const bytes: Uint8Array<ArrayBuffer>
  export default bytes
}
