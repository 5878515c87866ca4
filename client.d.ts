/**
 * The types of what the plugins let a program import. In tsconfig.json:
 *
 *     "types": ["bpf-linker/client"]
 *
 * A pattern of TypeScript has one `*`, so that behind a profile only the end tells what is imported. It is a name that
 * nobody else has: `./probe.bpf.c?profile=fleet&bpf-url`, and for the bytes `./probe.bpf.c?profile=fleet&bpf-bytes`. The
 * same names alone, `./probe_kern.c?bpf-bytes`, are for sources that do not end in `.bpf.c`.
 */

// A source, built by itself.

/** The BPF object, an ELF file. */
declare module '*.bpf.c' {
  const bytes: Uint8Array<ArrayBuffer>
  export default bytes
}

/** The address of an asset. */
declare module '*.bpf.c?url' {
  const url: string
  export default url
}

/** A `file:` address of the asset; in server code only. */
declare module '*.bpf.c?path' {
  const url: string
  export default url
}

/** A `data:` address that holds the object. */
declare module '*.bpf.c?inline' {
  const url: string
  export default url
}

/** Programs, maps, requirements and more of the object; what is not used is not in the bundle. */
declare module '*.bpf.c?meta' {
  type ObjectMeta = import('bpf-linker').ObjectMeta
  const meta: ObjectMeta
  export default meta
  export const name: ObjectMeta['name']
  export const id: ObjectMeta['id']
  export const fileName: ObjectMeta['fileName']
  export const profile: ObjectMeta['profile']
  export const sha256: ObjectMeta['sha256']
  export const size: ObjectMeta['size']
  export const endianness: ObjectMeta['endianness']
  export const license: ObjectMeta['license']
  export const programs: ObjectMeta['programs']
  export const maps: ObjectMeta['maps']
  export const dataSections: ObjectMeta['dataSections']
  export const externs: ObjectMeta['externs']
  export const kernel: ObjectMeta['kernel']
  export const requirements: ObjectMeta['requirements']
  export const layoutHash: ObjectMeta['layoutHash']
}

// The same by the names that are ours alone: behind a profile, and for sources of other endings.

declare module '*&bpf-bytes' {
  export { default } from 'object.bpf.c'
}

declare module '*&bpf-url' {
  export { default } from 'object.bpf.c?url'
}

declare module '*&bpf-path' {
  export { default } from 'object.bpf.c?path'
}

declare module '*&bpf-inline' {
  export { default } from 'object.bpf.c?inline'
}

declare module '*&bpf-meta' {
  export * from 'object.bpf.c?meta'
  export { default } from 'object.bpf.c?meta'
}

declare module '*?bpf-bytes' {
  export { default } from 'object.bpf.c'
}

declare module '*?bpf-url' {
  export { default } from 'object.bpf.c?url'
}

declare module '*?bpf-path' {
  export { default } from 'object.bpf.c?path'
}

declare module '*?bpf-inline' {
  export { default } from 'object.bpf.c?inline'
}

declare module '*?bpf-meta' {
  export * from 'object.bpf.c?meta'
  export { default } from 'object.bpf.c?meta'
}

// The bytes for the profiles that there are anyway.

declare module '*.bpf.c?profile=old-kernel-no-loops' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=linux-4.14' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=linux-4.19' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=linux-5.4' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=linux-5.10' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=linux-5.15' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=linux-6.1' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=linux-6.6' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=linux-6.12' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=linux-6.18' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=modern' {
  export { default } from 'object.bpf.c'
}

declare module '*.bpf.c?profile=generic' {
  export { default } from 'object.bpf.c'
}

// All objects of the config, in its order.

/** Their bytes are loaded when they are asked for. */
declare module 'virtual:bpf-linker/manifest' {
  const objects: (import('bpf-linker').ObjectEntry & { load: () => Promise<Uint8Array<ArrayBuffer>> })[]
  export default objects
}

/** They are assets, with addresses. */
declare module 'virtual:bpf-linker/manifest?url' {
  const objects: (import('bpf-linker').ObjectEntry & { url: string })[]
  export default objects
}

/** What is known of them, and nothing else. */
declare module 'virtual:bpf-linker/manifest?meta' {
  const objects: import('bpf-linker').ObjectEntry[]
  export default objects
}

/** Those for one profile. */
declare module 'virtual:bpf-linker/manifest?profile=*&bpf-url' {
  export { default } from 'virtual:bpf-linker/manifest?url'
}

declare module 'virtual:bpf-linker/manifest?profile=*&bpf-meta' {
  export { default } from 'virtual:bpf-linker/manifest?meta'
}

declare module 'virtual:bpf-linker/manifest?profile=*' {
  export { default } from 'virtual:bpf-linker/manifest'
}

// One object of the config: `virtual:bpf-linker/probe`; with several profiles `virtual:bpf-linker/probe.linux-5.10`, or
// `virtual:bpf-linker/probe?profile=linux-5.10`.

declare module 'virtual:bpf-linker/*?url' {
  export { default } from 'object.bpf.c?url'
}

declare module 'virtual:bpf-linker/*?path' {
  export { default } from 'object.bpf.c?path'
}

declare module 'virtual:bpf-linker/*?inline' {
  export { default } from 'object.bpf.c?inline'
}

declare module 'virtual:bpf-linker/*?meta' {
  export * from 'object.bpf.c?meta'
  export { default } from 'object.bpf.c?meta'
}

declare module 'virtual:bpf-linker/*&bpf-bytes' {
  export { default } from 'object.bpf.c'
}

declare module 'virtual:bpf-linker/*&bpf-url' {
  export { default } from 'object.bpf.c?url'
}

declare module 'virtual:bpf-linker/*&bpf-path' {
  export { default } from 'object.bpf.c?path'
}

declare module 'virtual:bpf-linker/*&bpf-inline' {
  export { default } from 'object.bpf.c?inline'
}

declare module 'virtual:bpf-linker/*&bpf-meta' {
  export * from 'object.bpf.c?meta'
  export { default } from 'object.bpf.c?meta'
}

declare module 'virtual:bpf-linker/*?bpf-bytes' {
  export { default } from 'object.bpf.c'
}

declare module 'virtual:bpf-linker/*?bpf-url' {
  export { default } from 'object.bpf.c?url'
}

declare module 'virtual:bpf-linker/*?bpf-path' {
  export { default } from 'object.bpf.c?path'
}

declare module 'virtual:bpf-linker/*?bpf-inline' {
  export { default } from 'object.bpf.c?inline'
}

declare module 'virtual:bpf-linker/*?bpf-meta' {
  export * from 'object.bpf.c?meta'
  export { default } from 'object.bpf.c?meta'
}

declare module 'virtual:bpf-linker/*' {
  export { default } from 'object.bpf.c'
}
