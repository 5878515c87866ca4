// webpack and Rspack resolve `virtual:bpf-linker/…` to this file and load another text in its place: see
// webpack_family.ts.
export {}
