#!/usr/bin/env node
// `node scripts/release_packages.mjs FOLDER`: fetches Debian's packages of headers, of the lock file, for a machine
// without apt: `npm run build:release -- --platform darwin --debian-packages FOLDER`.
import { join } from 'node:path'
import { ARCHITECTURES, HEADERS } from './release/packages.mjs'
import { fetchPackages } from './release/sysroot.mjs'
import { SetupError } from './setup/run.mjs'

try {
  const folder = process.argv[2]
  if (folder === undefined) throw new SetupError('say where to: node scripts/release_packages.mjs FOLDER', 2)
  for (const arch of Object.keys(ARCHITECTURES)) {
    for (const role of HEADERS) for (const file of fetchPackages(role, arch, join(folder, arch))) console.log(file)
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`release packages: ${error.message}`)
  process.exit(error.exitCode)
}
