/**
 * Content hashes of files, without reading a file again that has not changed: a
 * table from each path to the state it was in (file_state.ts) and its hash, kept
 * in the store between runs.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { isSettled, stampOf, statFile } from './file_state.ts'
import type { Store } from './store.ts'

export interface FileHashes {
  /** In hex; undefined when there is no such file, it cannot be read, or is being written. */
  hash(file: string): string | undefined
  /** The same, of a file that was not changed since a time (`Date.now()`), nor just before; else undefined. */
  hashUnchangedSince(file: string, time: number): string | undefined
  /** Whether there is anything of that path. */
  exists(file: string): boolean
  /** Keeps the table for the next run. */
  save(): void
}

/** What is known of a file. */
interface Known {
  stamp: string
  hash: string
}

const TABLE = 'files'

/** Some hundred bytes each. Those of this run are kept, and of the others the newest. */
const MOST_KNOWN = 20_000

export function createFileHashes(store: Store): FileHashes {
  let known: Map<string, Known> | undefined
  /** Paths that this run asked for. */
  const used = new Set<string>()
  let changed = false
  /** Until the event loop turns: a hundred objects share their headers, and ask for them in one go. */
  const looked = new Map<string, string | undefined>()
  const present = new Map<string, boolean>()

  function remember<T>(map: Map<string, T>, file: string, value: T): T {
    if (looked.size + present.size === 0) {
      setImmediate(() => {
        looked.clear()
        present.clear()
      })
    }
    map.set(file, value)
    return value
  }

  function look(file: string, since: number): string | undefined {
    const started = Date.now()
    const stats = statFile(file)
    if (stats === undefined) return undefined
    const stamp = stampOf(stats)
    known ??= readTable(store)
    used.add(file)
    const before = known.get(file)
    if (before?.stamp === stamp) return isSettled(stats, since) ? before.hash : undefined
    const hash = hashFile(file)
    const after = statFile(file)
    if (hash === undefined || after === undefined || stampOf(after) !== stamp) return undefined
    if (isSettled(stats, started)) {
      known.set(file, { stamp, hash })
      changed = true
    }
    return isSettled(stats, since) ? hash : undefined
  }

  return {
    hash(file) {
      return looked.has(file) ? looked.get(file) : remember(looked, file, look(file, Number.MAX_SAFE_INTEGER))
    },
    hashUnchangedSince: look,
    exists(file) {
      return present.get(file) ?? remember(present, file, existsSync(file))
    },
    save() {
      if (!changed || known === undefined) return
      changed = false
      // Another process may have saved meanwhile; what it knows is as good.
      const all = new Map([...readTable(store), ...known])
      const others = [...all.keys()].filter((file) => !used.has(file))
      for (const file of others.slice(0, Math.max(0, all.size - MOST_KNOWN))) all.delete(file)
      store.write(TABLE, [Buffer.from(JSON.stringify([...all].map(([file, { stamp, hash }]) => [file, stamp, hash])))])
    },
  }
}

function readTable(store: Store): Map<string, Known> {
  const bytes = store.read(TABLE)
  if (bytes === undefined) return new Map()
  const rows = JSON.parse(Buffer.from(bytes).toString('utf8')) as [string, string, string][]
  return new Map(rows.map(([file, stamp, hash]) => [file, { stamp, hash }]))
}

/** In pieces: the native library has 60 MB, and memory for all of it would take longer to get than to fill. */
function hashFile(file: string): string | undefined {
  try {
    const fd = openSync(file, 'r')
    try {
      const hash = createHash('sha256')
      piece ??= Buffer.allocUnsafeSlow(PIECE_SIZE)
      for (let size = readSync(fd, piece); size > 0; size = readSync(fd, piece)) hash.update(piece.subarray(0, size))
      return hash.digest('hex')
    } finally {
      closeSync(fd)
    }
  } catch {
    return undefined
  }
}

const PIECE_SIZE = 1 << 18
let piece: Buffer | undefined
