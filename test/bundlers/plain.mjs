import { createHash } from 'node:crypto'

/**
 * A value as JSON can hold it: `{ sha256 }` stands for bytes, and for a function what it gives when it is called.
 * JavaScript, since the programs that bundlers made are run with it.
 *
 * @param {unknown} value
 * @returns {Promise<unknown>}
 */
export async function plain(value) {
  if (typeof value === 'function') return plain(await value())
  if (value instanceof Uint8Array) return { sha256: createHash('sha256').update(value).digest('hex') }
  if (Array.isArray(value)) return Promise.all(value.map(plain))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([key, of]) => [key, await plain(of)])))
}
