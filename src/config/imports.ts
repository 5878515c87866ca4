/**
 * Which files a config module imports, for the ways of loading that do not tell:
 * string literals after `from`, `import` and `require`, followed from file to
 * file. Text that only looks like an import costs a look at the disk, no more.
 */

import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g
const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json']

/** The specifiers in a module that mean files of the project, not packages. */
export function fileImports(source: string): string[] {
  return [...source.matchAll(IMPORT)].map((m) => m[2] ?? '').filter((name) => /^(\.|\/|file:|#)/.test(name))
}

/** `file` and every file it imports, at any depth. Absolute. */
export function importedFiles(file: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  if (!/\.[cm]?[jt]s$/.test(file)) return seen
  for (const name of fileImports(readFileSync(file, 'utf8'))) {
    const target = locate(name, file)
    if (target !== undefined) importedFiles(target, seen)
  }
  return seen
}

function locate(name: string, fromFile: string): string | undefined {
  const path = name.startsWith('file:') ? fileURLToPath(name.replace(/\?.*$/, '')) : resolve(dirname(fromFile), name)
  // TypeScript lets `./x.js` mean `x.ts`.
  const stem = path.slice(0, path.length - extname(path).length)
  const candidates = [
    ...ENDINGS.map((ending) => path + ending),
    ...['.ts', '.mts', '.cts'].map((ending) => stem + ending),
  ]
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile())
}
