// What is shipped does not depend on where it was built: the same sources give the same bytes in every folder.
import { readFileSync } from 'node:fs'
import { cacheFolder } from '../setup/cache_folder.mjs'
import { root, SetupError } from '../setup/run.mjs'

/** Throws where a file names the clone that it was built in, or the folder of the sysroots. */
export function checkPaths(file) {
  const named = textWith(readFileSync(file), [root, cacheFolder()])
  if (named === undefined) return
  throw new SetupError(
    `${file} has '${named}' in it, so that another folder would give other bytes; ` +
      'the option -ffile-prefix-map of the compiler takes such paths out',
  )
}

/** The first text in `bytes` that begins with one of the folders, up to its end; undefined where none does. */
export function textWith(bytes, folders) {
  const at = folders.map((folder) => bytes.indexOf(`${folder}/`)).filter((found) => found >= 0)
  if (at.length === 0) return undefined
  const start = Math.min(...at)
  const end = bytes.indexOf(0, start)
  return bytes.toString('utf8', start, end < 0 ? bytes.length : end)
}
