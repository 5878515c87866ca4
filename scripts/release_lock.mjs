#!/usr/bin/env node
// `npm run release:lock`: takes the newest of Debian's packages into scripts/release/sysroot.lock.json.
import { updateLock } from './release/sysroot.mjs'
import { SetupError } from './setup/run.mjs'

try {
  for (const [arch, roles] of Object.entries(updateLock())) {
    for (const packages of Object.values(roles)) {
      for (const { name, version } of packages) console.log(`${arch} ${name} ${version}`)
    }
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`release:lock: ${error.message}`)
  process.exit(error.exitCode)
}
