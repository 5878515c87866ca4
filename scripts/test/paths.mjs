// The arguments of `npm test -- …`, sorted by who runs them.
import { isAbsolute, relative } from 'node:path'
import { root } from '../setup/run.mjs'

/** Flags of vitest that take a value as a word of its own. */
const WITH_VALUE = new Set(['-t', '--testNamePattern', '--reporter', '--config', '-c', '--project', '--outputFile'])

/** Native tests by their paths below native/test, paths for vitest, and flags for vitest. */
export function sortPaths(args) {
  const sorted = { native: [], vitest: [], flags: [] }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    if (arg.startsWith('-')) {
      sorted.flags.push(arg)
      if (WITH_VALUE.has(arg) && i + 1 < args.length) sorted.flags.push(args[++i])
      continue
    }
    const path = (isAbsolute(arg) ? relative(root, arg) : arg).replace(/^\.\//, '')
    const below = /^native(?:\/test)?(?:\/+(.*))?$/.exec(path)
    if (below === null) sorted.vitest.push(path)
    else sorted.native.push((below[1] ?? '').replace(/\/+$/, ''))
  }
  return sorted
}
