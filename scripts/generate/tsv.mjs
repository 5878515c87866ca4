// Tables of data/: one fact per line, cells parted by tabs, `#` begins a comment.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The cells of every line that is no comment, with a `fail` that says where it stands. `home` is the folder's name in
 * messages.
 */
export function rows(folder, file, columns, home) {
  const found = []
  for (const [index, line] of readFileSync(join(folder, file), 'utf8').split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue
    const where = `${file}:${index + 1}`
    const fail = (message) => {
      throw new Error(`${home}/${where}: ${message}`)
    }
    const cells = line.split('\t')
    if (cells.length !== columns) fail(`${cells.length} columns, expected ${columns}`)
    found.push({ cells, where, fail })
  }
  return found
}
