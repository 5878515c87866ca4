/**
 * The JavaScript of a module: no import, no global but `atob` (browsers, workers, Node, Deno, Bun), and nothing that a
 * bundler must keep when the import is unused.
 */

/** A module whose default export is a `Uint8Array` of exactly these bytes. */
export function bytesModule(bytes: Uint8Array): string {
  // Base64 is four thirds of the bytes and decodes natively; an array literal is nearly four times as much to parse.
  return `function decode(base64) {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
export default /* @__PURE__ */ decode(${JSON.stringify(toBase64(bytes))})
`
}

/** A module whose default export is an address: a JavaScript expression. */
export function urlModule(expression: string): string {
  return `export default ${expression}\n`
}

/**
 * What stands for a module whose build failed, where the bundler goes on after an error: running it must fail too, so
 * that no bundle of a failed build passes for a good one.
 */
export function failedModule(message: string): string {
  return `throw new Error(${JSON.stringify(`bpf-linker: ${message}`)})\nexport default undefined\n`
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
