/**
 * Which folders tell of changes of some files. Folders are watched, not files: editors save by renaming a new file over
 * the old one, which a watch on the file would lose, and a file that does not exist yet can only be awaited in its
 * folder.
 */
import { realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Watched } from './objects.ts'

/** Absolute paths of folders that exist, each with what tells it from another that takes its place. */
export function foldersToWatch({ files, folders }: Watched): Map<string, string> {
  const wanted = new Set(folders)
  for (const file of files) {
    wanted.add(path.dirname(file))
    // What is behind a symbolic link is written elsewhere.
    const real = realFile(file)
    if (real !== undefined) wanted.add(path.dirname(real))
  }
  const found = new Map<string, string>()
  for (const folder of wanted) {
    const [there, identity] = nearestFolder(folder)
    found.set(there, identity)
  }
  return found
}

function realFile(file: string): string | undefined {
  try {
    return realpathSync(file)
  } catch {
    // It is not there, or a link to nothing: the folder that it is in tells when that changes.
    return undefined
  }
}

/** The folder, or the nearest above it that exists: where it would appear. */
function nearestFolder(folder: string): [folder: string, identity: string] {
  for (let at = folder; ; at = path.dirname(at)) {
    const stats = statOf(at)
    if (stats?.isDirectory()) return [at, `${stats.dev}:${stats.ino}`]
    if (at === path.dirname(at)) return [at, '']
  }
}

function statOf(file: string) {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    // A part of the path is a file.
    return undefined
  }
}
