/** SHA-256 in hex: names of contents in the cache, in fingerprints and in manifests. */
import { createHash } from 'node:crypto'

export function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** The hash of plain data, by its JSON: keys in another order are other data. */
export function sha256OfData(data: unknown): string {
  return sha256Of(JSON.stringify(data))
}
