// On which contents each suite passed last, on this machine. A gate runs in a new clone, so it is kept in the user's
// cache; contents are named by git's hashes, so a commit that was rebased or a branch that is gone does no harm.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../setup/cache_folder.mjs'
import { capture, SetupError } from '../setup/run.mjs'

const file = () => join(cacheFolder(), 'gate.json')
/** Enough for some branches in turn. */
const KEPT = 20

/** What planned() asks: see there. */
export function knowledgeOf(suite) {
  const passes = read()[suite.name] ?? []
  return {
    unchanged: passes.some(({ contents }) => contents === contentsOf(suite)),
    passedAt: passes.length === 0 ? undefined : Math.max(...passes.map(({ at }) => at)),
  }
}

/** Notes that a suite passed on HEAD; not where the tree is another than HEAD's, and so something else passed. */
export function notePass(suite) {
  if (suite.covers === undefined || capture('git', ['status', '--porcelain'])?.trim() !== '') return
  const all = read()
  const contents = contentsOf(suite)
  const earlier = (all[suite.name] ?? []).filter((pass) => pass.contents !== contents)
  all[suite.name] = [...earlier, { contents, at: Date.now() }].slice(-KEPT)
  mkdirSync(dirname(file()), { recursive: true })
  writeFileSync(`${file()}.${process.pid}`, `${JSON.stringify(all, undefined, 2)}\n`)
  renameSync(`${file()}.${process.pid}`, file())
}

/** One hash of all that a suite covers in HEAD, and of how it is run. */
export function contentsOf({ name, command, env, covers }) {
  const listed = capture('git', ['ls-tree', 'HEAD', '--', ...covers])
  const lines = (listed ?? '').split('\n').filter(Boolean)
  if (lines.length !== covers.length) {
    throw new SetupError(`The suite ${name} covers ${covers.join(', ')}, of which HEAD has ${lines.length}.`)
  }
  return createHash('sha256')
    .update(JSON.stringify([command, env, lines]))
    .digest('hex')
}

function read() {
  if (!existsSync(file())) return {}
  try {
    return JSON.parse(readFileSync(file(), 'utf8'))
  } catch (error) {
    console.error(`gate: ${file()} cannot be read, so nothing is known: ${error.message}`)
    return {}
  }
}
