/**
 * Tells when files change. Folders are watched, not files: editors save by
 * renaming a new file over the old one, which a watch on the file would lose,
 * and a file that does not exist yet can only be awaited in its folder.
 *
 * An event only makes us look. What counts as a change is that a file's size,
 * inode or time of modification differs from when it was last looked at, so the
 * burst of events of one save is one change, and touching nothing is none.
 */
import { type Dirent, existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import path from 'node:path'

/** So long nothing must happen: longer than between the events of one save, too short to be felt. */
const SETTLE_MILLISECONDS = 40

/** At the latest then, although events go on: a log that grows in a watched folder must not hide a save. */
const PATIENCE_MILLISECONDS = 10 * SETTLE_MILLISECONDS

export interface Watched {
  /** Absolute. A change, a removal or a first appearance of one of them counts. */
  files: Iterable<string>
  /** Absolute. A file that appears in or leaves one of them, or a folder below, counts. */
  folders: Iterable<string>
}

export interface FileWatcher {
  /** From now on these. Returns what changed, of those that were watched before, without having been told. */
  watch(watched: Watched): string[]
  /** Resolves once a burst of events that may be going on is over; `onChange` has been told by then. */
  settled(): Promise<void>
  close(): void
}

/** @param onChange Gets the absolute paths of what changed, once the burst of events is over. */
export function createFileWatcher(onChange: (changed: string[]) => void): FileWatcher {
  const watchers = new Map<string, FSWatcher>()
  /** Of each watched file, as it was last looked at. */
  const stamps = new Map<string, string>()
  /** What lies in each watched folder. */
  const entries = new Map<string, Set<string>>()
  const touched = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  /** When the burst of events that is going on began. */
  let burstBegan: number | undefined
  const waiting: (() => void)[] = []

  function awaitQuiet(): void {
    const now = performance.now()
    burstBegan ??= now
    clearTimeout(timer)
    timer = setTimeout(settle, Math.min(SETTLE_MILLISECONDS, burstBegan + PATIENCE_MILLISECONDS - now))
  }

  function settle(): void {
    burstBegan = undefined
    const changed = [...touched].filter((file) => (stamps.has(file) ? isChanged(file) : cameOrWent(file)))
    touched.clear()
    if (changed.length > 0) onChange(changed)
    for (const resolve of waiting.splice(0)) resolve()
  }

  function isChanged(file: string): boolean {
    const before = stamps.get(file)
    const now = stampOf(file)
    stamps.set(file, now)
    return before !== now
  }

  function cameOrWent(file: string): boolean {
    const names = entries.get(path.dirname(file))
    if (names === undefined) return false
    const name = path.basename(file)
    const there = existsSync(file)
    if (there === names.has(name)) return false
    if (there) names.add(name)
    else names.delete(name)
    return true
  }

  /** What came to or left a folder since it was last looked at. */
  function look(folder: string): string[] {
    const before = entries.get(folder)
    const now = new Set(listFolder(folder).map(({ name }) => name))
    entries.set(folder, now)
    if (before === undefined) return []
    const names = [...before, ...now].filter((name) => before.has(name) !== now.has(name))
    return names.map((name) => path.join(folder, name))
  }

  function open(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null) for (const file of stamps.keys()) touched.add(file)
        else touched.add(path.join(folder, name))
        awaitQuiet()
      })
      // The folder itself is gone: its files are found absent.
      watcher.on('error', () => watchers.delete(folder))
      watchers.set(folder, watcher)
    } catch {
      // Gone between being found and being watched.
    }
  }

  return {
    watch({ files, folders }) {
      const trees = [...folders].flatMap(foldersBelow)
      const wanted = new Set([...[...files].map((file) => nearestFolder(path.dirname(file))), ...trees])
      for (const [folder, watcher] of watchers) {
        if (wanted.has(folder)) continue
        watcher.close()
        watchers.delete(folder)
      }
      for (const folder of wanted) if (!watchers.has(folder)) open(folder)
      const changed = [...stamps.keys()].filter(isChanged)
      const gone = [...entries.keys()].filter((folder) => !trees.includes(folder))
      for (const folder of gone) entries.delete(folder)
      const moved = trees.flatMap(look)
      const kept = new Map([...files].map((file) => [file, stamps.get(file) ?? stampOf(file)]))
      stamps.clear()
      for (const [file, stamp] of kept) stamps.set(file, stamp)
      return [...changed.filter((file) => kept.has(file)), ...moved]
    },
    settled() {
      awaitQuiet()
      return new Promise((resolve) => waiting.push(resolve))
    },
    close() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
      watchers.clear()
    },
  }
}

/**
 * Whether a file was written, or a folder's entries changed, after a time
 * (`Date.now()`). A time in the future (another machine's clock) is none, or it
 * would count again and again.
 */
export function modifiedAfter(file: string, time: number): boolean {
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return modified > time && modified <= Date.now()
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stats === undefined ? 'absent' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`
}

/** The folder, or the nearest above it that exists: where it would appear. */
function nearestFolder(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (statSync(at, { throwIfNoEntry: false })?.isDirectory() || at === path.dirname(at)) return at
  }
}

/** The folder and those below it; not where no sources of a project are. */
export function foldersBelow(folder: string): string[] {
  const below = listFolder(folder)
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap(({ name }) => foldersBelow(path.join(folder, name)))
  return existsSync(folder) ? [folder, ...below] : [nearestFolder(folder)]
}

function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
