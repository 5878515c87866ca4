#!/usr/bin/env node
// Runs one of the README's commands as a stranger would: from a clean clone of HEAD, on a Debian 12 that has nothing.
//
//   node scripts/fresh.mjs          npm run demo
//   node scripts/fresh.mjs test     npm test, or any other script of package.json
//
// The machine lends what a stranger has before reading the README (Node, npm, the network) and ccache's folder, so that
// compiling costs minutes instead of tens of them. Exit status: the command's. Where there is no way to make such a
// machine, it says so and skips (0); under CI=true that is a failure (3).
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { aptOf } from './bare/apt.mjs'
import { unpackBase } from './bare/base.mjs'
import { machine } from './bare/machine.mjs'
import { runIsolated } from './bare/namespace.mjs'
import { whyNoBareDebian } from './bare/needs.mjs'
import { skipped } from './bare/skipped.mjs'
import { cacheFolder } from './setup/cache_folder.mjs'
import { capture, root, SetupError } from './setup/run.mjs'

const SUITE = 'bookworm'
const folder = join(cacheFolder(), 'fresh')
const script = process.argv[2] ?? 'demo'

try {
  const missing = whyNoBareDebian(SUITE)
  if (missing === undefined) process.exit(await onFreshMachine())
  skipped('fresh', missing)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`fresh: ${error.message}`)
  process.exitCode = 1
}

async function onFreshMachine() {
  const started = Date.now()
  removeLeftovers()
  const place = join(folder, `root-${process.pid}`)
  try {
    mkdirSync(place, { recursive: true })
    say(`a Debian ${SUITE} that has nothing`)
    await unpackBase({ suite: SUITE, apt: aptOf(SUITE), cache: folder, to: place })
    const { mounts, env } = machine(place, aptOf(SUITE))
    const clone = join(place, 'root', 'bpf-linker')
    say(`a clone of ${cleanClone(clone)}`)
    say(`npm run ${script}`)
    const command = ['npm', 'run', script]
    const status = await runIsolated({ root: place, mounts, env, cwd: '/root/bpf-linker', command })
    say(`npm run ${script} ended with ${status} after ${Math.round((Date.now() - started) / 1000)} s`)
    return status
  } finally {
    remove(place)
  }
}

/** What is committed, nothing else; says what it is. */
function cleanClone(to) {
  if (capture('git', ['status', '--porcelain'])?.trim()) say('what is not committed is not tested')
  execFileSync('git', ['clone', '--quiet', root, to], { stdio: ['ignore', 2, 2] })
  return execFileSync('git', ['-C', to, 'log', '-1', '--format=%h, "%s"'], { encoding: 'utf8' }).trim()
}

/** Roots of runs that were killed before they could clean up. */
function removeLeftovers() {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const pid = /^root-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) remove(join(folder, name))
  }
}

/** Never beyond its own file system, whatever may be mounted there. */
function remove(place) {
  execFileSync('rm', ['-rf', '--one-file-system', place], { stdio: ['ignore', 2, 2] })
}

function say(text) {
  console.error(`fresh: ${text}`)
}
