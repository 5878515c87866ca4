/**
 * The JavaScript of a module: no import but of its like, no global but `atob` (browsers, workers, Node, Deno, Bun), and
 * nothing that a bundler must keep when the import is unused.
 */
import type { ObjectEntry, ObjectMeta } from '../engine/meta.ts'

/** A module whose default export is a `Uint8Array` of exactly these bytes. */
export function bytesModule(bytes: Uint8Array): string {
  // Base64 is four thirds of the bytes and decodes natively; an array literal is nearly four times as much to parse.
  return `function decodeBase64(base64) {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
export default /* @__PURE__ */ decodeBase64(${JSON.stringify(toBase64(bytes))})
`
}

/** A module whose default export is an address: a JavaScript expression. */
export function urlModule(expression: string): string {
  return `export default ${expression}\n`
}

/** A module whose default export is a `data:` address with all of these bytes. */
export function inlineModule(bytes: Uint8Array): string {
  return urlModule(JSON.stringify(`data:application/octet-stream;base64,${toBase64(bytes)}`))
}

/** The named exports of a module of {@link ObjectMeta}: all its keys, in their order. */
export const META_KEYS: readonly (keyof ObjectMeta)[] = Object.keys({
  name: true,
  id: true,
  fileName: true,
  profile: true,
  sha256: true,
  size: true,
  endianness: true,
  license: true,
  programs: true,
  maps: true,
  dataSections: true,
  externs: true,
  kernel: true,
  requirements: true,
  layoutHash: true,
} satisfies Record<keyof ObjectMeta, true>) as (keyof ObjectMeta)[]

/** A module with an export for each key, so that what is not used can go, and all of it as the default. */
export function metaModule(meta: ObjectMeta): string {
  const exports = META_KEYS.map((key) => `export const ${key} = ${JSON.stringify(meta[key]) ?? 'undefined'}\n`)
  const present = META_KEYS.filter((key) => meta[key] !== undefined)
  return `${exports.join('')}export default { ${present.join(', ')} }\n`
}

/** An object, and the module that has its bytes or its address. */
export interface ManifestEntry extends ObjectEntry {
  /** The specifier of the bytes. */
  load?: string
  /** The specifier of the address. */
  url?: string
}

/** A module whose default export is a list of objects. */
export function manifestModule(entries: readonly ManifestEntry[]): string {
  const imports = entries.map(({ url }, i) => (url === undefined ? '' : `import url${i} from ${JSON.stringify(url)}\n`))
  const objects = entries.map(({ load, url, ...data }, i) => {
    const more = [
      ...(url === undefined ? [] : [`"url":url${i}`]),
      ...(load === undefined ? [] : [`"load":() => import(${JSON.stringify(load)}).then((module) => module.default)`]),
    ]
    return `  {${[JSON.stringify(data).slice(1, -1), ...more].join(',')}},\n`
  })
  return `${imports.join('')}export default [\n${objects.join('')}]\n`
}

/**
 * What stands for a module whose build failed, where the bundler goes on after an error: running it must fail too, so
 * that no bundle of a failed build passes for a good one. Without an `export` it may have any, so that the host does not
 * complain of each name of the object that a module imports.
 */
export function failedModule(message: string): string {
  return `throw new Error(${JSON.stringify(`bpf-linker: ${message}`)})\n`
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
