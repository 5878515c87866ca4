/**
 * Named pieces of bytes, in a folder that any number of processes share. What is
 * read is what was written, or nothing: each file begins with the hash of its
 * rest, and appears under its name only when it is whole.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { debugFor } from '../../debug.ts'

const debug = debugFor('cache')

export interface Store {
  /** The whole of its buffer or a view of one; undefined when there is none, or a damaged one. */
  read(name: string): Uint8Array | undefined
  /** A failure is no error: what is not kept is made again. */
  write(name: string, pieces: readonly Uint8Array[]): void
  /** Bytes written so far, by this object. */
  readonly written: number
}

/** Raised when anything that is kept changes its form: old folders are then left alone until they are cleaned. */
export const STORE_VERSION = 'v1'

const HASH_SIZE = 32

/** https://bford.info/cachedir/: backup programs leave such folders out. */
export const TAG_NAME = 'CACHEDIR.TAG'
const TAG =
  'Signature: 8a477f597d28d172789f06886806bc55\n# Objects that bpf-linker has linked. Remove it at any time.\n'

/** How long a file counts as just used: writing its time at every use would cost more than the use. */
const USED_MILLISECONDS = 60_000

export function createDiskStore(folder: string): Store {
  let written = 0
  return {
    get written() {
      return written
    },
    read(name) {
      const file = pathOf(folder, name)
      let bytes: Buffer
      try {
        bytes = readFileSync(file)
      } catch {
        return undefined
      }
      const content = bytes.subarray(HASH_SIZE)
      if (!hashOf([content]).equals(bytes.subarray(0, HASH_SIZE))) {
        debug?.(`${file} is damaged; it is made again`)
        removeQuietly(file)
        return undefined
      }
      touch(file)
      return content
    },
    write(name, pieces) {
      const file = pathOf(folder, name)
      const temporary = path.join(path.dirname(file), temporaryName())
      try {
        makeFolder(folder, path.dirname(file))
        writeFileSync(temporary, Buffer.concat([hashOf(pieces), ...pieces]), { flag: 'wx' })
        renameSync(temporary, file)
        written += pieces.reduce((sum, { byteLength }) => sum + byteLength, HASH_SIZE)
      } catch (error) {
        debug?.(`cannot write ${file}: ${(error as Error).message}`)
        removeQuietly(temporary)
      }
    },
  }
}

/** For a plugin that may not use the disk: what it links, it need not link again while it runs. */
export function createMemoryStore(maxSize: number): Store {
  const entries = new Map<string, Uint8Array>()
  let held = 0
  return {
    written: 0,
    read(name) {
      const bytes = entries.get(name)
      // Last in the order of the map: used last.
      if (bytes !== undefined && entries.delete(name)) entries.set(name, bytes)
      return bytes
    },
    write(name, pieces) {
      const bytes = Buffer.concat(pieces)
      held += bytes.byteLength - (entries.get(name)?.byteLength ?? 0)
      entries.delete(name)
      entries.set(name, bytes)
      for (const [oldest, { byteLength }] of entries) {
        if (held <= maxSize) break
        entries.delete(oldest)
        held -= byteLength
      }
    },
  }
}

/** The folder of all that this version keeps. */
export function versionFolder(folder: string): string {
  return path.join(folder, STORE_VERSION)
}

/** Whether a file's name is one that is used for a moment. */
export function isTemporaryName(name: string): boolean {
  return /^\.[0-9a-f]{16}\.tmp$/.test(name)
}

function temporaryName(): string {
  return `.${randomBytes(8).toString('hex')}.tmp`
}

/** In folders by the first two digits: some file systems are slow with many files in one. */
function pathOf(folder: string, name: string): string {
  return path.join(versionFolder(folder), name.slice(0, 2), name)
}

function makeFolder(folder: string, inner: string): void {
  if (mkdirSync(inner, { recursive: true }) === undefined) return
  try {
    writeFileSync(path.join(folder, TAG_NAME), TAG, { flag: 'wx' })
  } catch {
    // It stands there.
  }
}

function hashOf(pieces: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}

/** By its time of modification, since many file systems note no time of access. */
function touch(file: string): void {
  const now = Date.now()
  try {
    if (now - statSync(file).mtimeMs > USED_MILLISECONDS) utimesSync(file, now / 1000, now / 1000)
  } catch {
    // A folder that may only be read: whoever may write to it counts its uses.
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // It is not in the way: it is never read as good.
  }
}
