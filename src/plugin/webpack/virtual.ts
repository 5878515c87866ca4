// webpack and Rspack resolve `virtual:bpf-linker/…` to this file and load another text in its place: see
// specifiers.ts.
export {}
