#!/usr/bin/env node
// `npm run test:arm64 [-- --tarballs DIR]`: what is published for arm64, run on an x64 machine by QEMU's user mode. The
// packed tarballs are installed as an arm64 machine and an x64 machine would get them, and test/arm64 holds what the
// two make of the same inputs against each other, byte by byte. Where no folder of tarballs is named, it builds them.
//
// Where nothing of arm64 runs, it says so and skips (0); under CI=true that is a failure (3).
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { arm64Node, emulatedNative, QEMU, whyNoArm64 } from './arm64/emulator.mjs'
import { installFor } from './arm64/installed.mjs'
import { skipped } from './bare/skipped.mjs'
import { emptyRootWorks } from './install/empty_root.mjs'
import { RELEASE } from './release/pack.mjs'
import { cacheFolder } from './setup/cache_folder.mjs'
import { root, run, SetupError } from './setup/run.mjs'

const { values } = parseArgs({ options: { tarballs: { type: 'string' } } })
const folder = join(cacheFolder(), 'arm64', String(process.pid))

try {
  const missing = whyNoArm64()
  if (missing === undefined) await compare(values.tarballs === undefined ? built() : resolve(values.tarballs))
  else skipped('arm64', missing)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`arm64: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The folder of the tarballs of what this clone is. */
function built() {
  run(process.execPath, [join(root, 'scripts/build_release.mjs')])
  return join(RELEASE, 'tarballs')
}

async function compare(tarballs) {
  mkdirSync(folder, { recursive: true })
  const [x64, arm64] = ['x64', 'arm64'].map((arch) => installFor(arch, { folder, tarballs }))
  await inEmptyRoot(tarballs)
  const machines = {
    x64: x64.native,
    arm64: emulatedNative(join(folder, 'emulated'), arm64.native),
    project: arm64.project,
    node: arm64Node(),
  }
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  run(process.execPath, [vitest, 'run', '--reporter=verbose', '--config', 'vitest.arm64.config.ts'], {
    stdio: ['ignore', 1, 2],
    env: { ...process.env, BPF_LINKER_TEST_MACHINES: JSON.stringify(machines) },
  })
}

async function inEmptyRoot(tarballs) {
  const what = 'the executable alone, in a root that is empty otherwise'
  if (process.getuid?.() !== 0) return skipped('arm64', `${what}: only root can change into one`)
  const problem = await emptyRootWorks(join(folder, 'empty'), { tarballs, arch: 'arm64', by: QEMU })
  if (problem !== undefined) throw new SetupError(`${what}: ${problem}`)
  console.error(`arm64: good ${what}`)
}
