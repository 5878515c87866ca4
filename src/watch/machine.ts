/** The clock and the disk, as {@link Machine} asks for them. */
import { type BigIntStats, readdirSync, statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { isSettled, lastChange, stampOf } from '../link/cache/file_state.ts'
import type { Folder, Machine } from './changes.ts'

export function createMachine(): Machine {
  /** Large trees are looked at with every change: only what lies in a folder that changed is listed again. */
  const listings = new Map<string, Folder & { stamp: string }>()
  return {
    now: Date.now,
    sleep: (milliseconds) => setTimeout(milliseconds),
    file(file) {
      const stats = statOf(file)
      if (stats === undefined || stats.isDirectory()) return undefined
      return { stamp: stampOf(stats), lastChange: lastChange(stats), settled: isSettled(stats, Date.now()) }
    },
    folder(folder) {
      const now = Date.now()
      const stats = statOf(folder)
      const known = listings.get(folder)
      listings.delete(folder)
      if (!stats?.isDirectory()) return undefined
      const stamp = stampOf(stats)
      const listing = known?.stamp === stamp ? known : { ...list(folder), stamp, lastChange: lastChange(stats) }
      if (isSettled(stats, now)) listings.set(folder, listing)
      return listing
    },
  }
}

function statOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false })
  } catch {
    // A part of the path is a file, or may not be searched: nobody can read it there.
    return undefined
  }
}

function list(folder: string): Pick<Folder, 'names' | 'folders'> {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    const names = (of: typeof entries) => of.map(({ name }) => name).sort()
    return { names: names(entries), folders: names(entries.filter((entry) => entry.isDirectory())) }
  } catch {
    // Gone since, or not to be read: then nothing in it can be seen to change.
    return { names: [], folders: [] }
  }
}
