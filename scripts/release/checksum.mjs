import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The SHA-256 of a file, as Debian's lists and the lock file write it. */
export function checksumOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
