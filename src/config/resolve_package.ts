/**
 * Where a package is, seen from a file. `require.resolve` finds most; it does
 * not see what a package offers to `import` alone, so that is looked up here.
 */

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const CONDITIONS = new Set(['node', 'import', 'module-sync', 'default'])

/** Absolute path of the file that `specifier` means in `fromFile`; undefined when it is not installed. */
export function resolvePackage(specifier: string, fromFile: string): string | undefined {
  try {
    return createRequire(fromFile).resolve(specifier)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined
    return resolveForImport(specifier, fromFile)
  }
}

function resolveForImport(specifier: string, fromFile: string): string | undefined {
  const [, name = specifier, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? []
  for (let folder = dirname(fromFile); ; folder = dirname(folder)) {
    const home = join(folder, 'node_modules', name)
    if (existsSync(join(home, 'package.json'))) {
      const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { exports?: unknown }
      const target = targetOf(subpathOf(exports, `.${rest}`))
      return target === undefined ? undefined : join(home, target)
    }
    if (folder === dirname(folder)) return undefined
  }
}

function subpathOf(exports: unknown, subpath: string): unknown {
  if (typeof exports !== 'object' || exports === null) return undefined
  const bySubpath = Object.keys(exports).some((key) => key.startsWith('.'))
  if (bySubpath) return (exports as Record<string, unknown>)[subpath]
  return subpath === '.' ? exports : undefined
}

function targetOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (Array.isArray(target)) return target.map(targetOf).find((t) => t !== undefined)
  if (typeof target !== 'object' || target === null) return undefined
  for (const [condition, value] of Object.entries(target)) {
    if (!CONDITIONS.has(condition)) continue
    const found = targetOf(value)
    if (found !== undefined) return found
  }
  return undefined
}
