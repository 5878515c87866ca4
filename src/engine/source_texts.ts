/** The user's own C files among what a link read: those that may say something of their types. */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** A larger one is no file that somebody wrote: `vmlinux.h`. */
const LARGEST = 2 ** 19

/**
 * @param files absolute
 * @param root the project's folder; what is outside, or in a package, is somebody else's
 */
export function sourceTexts(files: readonly string[], root: string): string[] {
  return files
    .filter((file) => /\.[ch]$/.test(file) && isOwn(path.relative(root, file)))
    .sort()
    .flatMap((file) => {
      try {
        return statSync(file).size > LARGEST ? [] : [readFileSync(file, 'utf8')]
      } catch {
        // Gone since it was read: a comment less.
        return []
      }
    })
}

function isOwn(relative: string): boolean {
  return !relative.startsWith('..') && !path.isAbsolute(relative) && !relative.split(path.sep).includes('node_modules')
}
