import { sha256Of } from '../../sha256.ts'

/** A part of an address that changes with the bytes. */
export function fingerprint(bytes: Uint8Array): string {
  return sha256Of(bytes).slice(0, 16)
}
