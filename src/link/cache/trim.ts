/**
 * The size of a cache folder, its limit, and its end. What has not been used for
 * the longest time goes first. Nothing here is ever in the way of a reader: an
 * open file stays readable, and one that is gone is made again.
 */
import { type Dirent, existsSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { debugFor } from '../../debug.ts'
import { isTemporaryName, TAG_NAME, versionFolder } from './store.ts'

const debug = debugFor('cache')

/** Its time is when the folder was last gone through. */
const TRIMMED = 'trimmed'
const HOUR = 3_600_000
/** Down to this share of the limit, so that not every build goes through the folder. */
const KEPT_SHARE = 0.8
/** What one process may add before it goes through the folder, however recently another has. */
const UNCHECKED_SHARE = 1 / 16

export interface CacheStatus {
  /** Results. */
  objects: number
  /** In bytes. */
  size: number
}

interface CachedFile {
  file: string
  /** In bytes. */
  size: number
  modified: number
}

/** Goes through the folder when it may have outgrown its limit: once an hour, and after much was added. */
export function trimIfDue(folder: string, maxSize: number, added: number): void {
  if (added === 0) return
  const marker = path.join(versionFolder(folder), TRIMMED)
  const last = statSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (added <= maxSize * UNCHECKED_SHARE && Math.abs(Date.now() - last) < HOUR) return
  try {
    writeFileSync(marker, '')
  } catch (error) {
    debug?.(`${folder} is not kept small: ${(error as Error).message}`)
    return
  }
  trim(folder, maxSize)
}

/** Removes what was used longest ago until the rest fits, and what processes left behind that were killed. */
export function trim(folder: string, maxSize: number): void {
  const files = filesOf(folder)
  const isTemporary = ({ file }: CachedFile) => isTemporaryName(path.basename(file))
  for (const left of files.filter(isTemporary)) if (Date.now() - left.modified > HOUR) remove(left.file)
  const kept = files.filter((file) => !isTemporary(file)).sort((a, b) => a.modified - b.modified)
  let size = kept.reduce((sum, file) => sum + file.size, 0)
  if (size <= maxSize) return
  for (const { file, size: freed } of kept) {
    if (size <= maxSize * KEPT_SHARE) break
    remove(file)
    size -= freed
  }
}

export function cacheStatus(folder: string): CacheStatus {
  const files = filesOf(folder)
  return {
    objects: files.filter(({ file }) => file.endsWith('-result')).length,
    size: files.reduce((sum, file) => sum + file.size, 0),
  }
}

/**
 * Removes all that is kept, of every version; the folder itself when nothing else is in it.
 * @throws what the file system says
 */
export function cleanCache(folder: string): void {
  // A folder without our tag was never made by us, whatever the config calls it.
  if (!existsSync(path.join(folder, TAG_NAME))) return
  for (const { name } of list(folder)) {
    if (/^v\d+$/.test(name)) rmSync(path.join(folder, name), { recursive: true, force: true, maxRetries: 3 })
  }
  rmSync(path.join(folder, TAG_NAME), { force: true })
  if (list(folder).length === 0) rmdirSync(folder)
}

function filesOf(folder: string): CachedFile[] {
  const top = versionFolder(folder)
  return list(top)
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => list(path.join(top, name)).map((entry) => path.join(top, name, entry.name)))
    .flatMap((file) => {
      const stats = statSync(file, { throwIfNoEntry: false })
      return stats === undefined ? [] : [{ file, size: stats.size, modified: stats.mtimeMs }]
    })
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch (error) {
    debug?.(`cannot remove ${file}: ${(error as Error).message}`)
  }
}
