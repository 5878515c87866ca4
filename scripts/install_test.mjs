#!/usr/bin/env node
// `npm run test:install [-- --tarballs DIR] [--only MANAGER]`: what users do, from the packed tarballs and not from the
// clone. Debian systems that have nothing but Node install bpf-linker from a registry on loopback, with each package
// manager, and build with it. Tarballs are those of .release/tarballs (`npm run build:release`).
//
// Where there is no way to make such a system, it says so and skips (0); under CI=true that is a failure (3).
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { whyNoBareDebian } from './bare/needs.mjs'
import { skipped } from './bare/skipped.mjs'
import { emptyRootWorks } from './install/empty_root.mjs'
import { faults } from './install/faults.mjs'
import { MANAGERS } from './install/managers.mjs'
import { packedAgain } from './install/packed_again.mjs'
import { startRegistry } from './install/registry.mjs'
import { installAndBuild } from './install/user.mjs'
import { RELEASE, readManifest } from './release/pack.mjs'
import { cacheFolder } from './setup/cache_folder.mjs'
import { SetupError } from './setup/run.mjs'

/** glibc 2.31, and the one that Node's own images are. */
const CASES = [
  { suite: 'bullseye', manager: 'npm' },
  // On a quiet machine it is under 20 s; the limit is far above that, because no machine is quiet for ever.
  { suite: 'bookworm', manager: 'npm', mostSeconds: 120 },
  { suite: 'bookworm', manager: 'pnpm' },
  { suite: 'bookworm', manager: 'yarn with node_modules' },
  { suite: 'bookworm', manager: 'yarn with PnP' },
]

const { values } = parseArgs({
  options: { tarballs: { type: 'string', default: join(RELEASE, 'tarballs') }, only: { type: 'string', default: '' } },
})
/** Absolute: npm publishes from folders of its own. */
const from = resolve(values.tarballs)
const folder = join(cacheFolder(), 'install', String(process.pid))

try {
  const missing = whyNoBareDebian('bookworm')
  if (missing === undefined) process.exitCode = await everyCase()
  else {
    skipped('install', missing)
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`install: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function everyCase() {
  mkdirSync(folder, { recursive: true })
  const registry = await startRegistry(join(folder, 'registry'))
  try {
    for (const tarball of tarballs()) registry.publish(tarball)
    const failed = []
    const say = (name, problem) => {
      console.error(`install: ${problem === undefined ? 'good' : 'BAD '} ${name}${problem ? `\n${problem}` : ''}`)
      if (problem !== undefined) failed.push(name)
    }
    say(
      'the executable alone, in a root that is empty otherwise',
      await emptyRootWorks(join(folder, 'empty'), { tarballs: from, arch: 'x64' }),
    )
    for (const tarball of tarballs()) {
      const name = basename(tarball, '.tgz')
      say(`${name} packed again has the same bytes`, packedAgain(tarball, join(folder, 'again', name)))
    }
    for (const each of CASES.filter(({ manager }) => manager.includes(values.only))) {
      const manager = MANAGERS[each.manager]
      const place = join(folder, `${each.suite}-${each.manager.replaceAll(' ', '-')}`)
      await installAndBuild({ ...each, manager, place, registry, version: readManifest().version, say })
    }
    await faults({ place: join(folder, 'faults'), registry, version: readManifest().version, say })
    return failed.length > 0 ? 1 : 0
  } finally {
    registry.stop()
  }
}

/** Those of this version; the platform packages first, as a release publishes them. */
function tarballs() {
  const { version } = readManifest()
  if (!existsSync(from)) throw new SetupError(`no tarballs in ${from}: npm run build:release`)
  const names = readdirSync(from).filter((name) => name.endsWith(`-${version}.tgz`))
  const main = `bpf-linker-${version}.tgz`
  if (!names.includes(main)) throw new SetupError(`no ${main} in ${from}: npm run build:release`)
  return [...names.filter((name) => name !== main), main].map((name) => join(from, name))
}
