#!/usr/bin/env node
// Sets up all that this repository needs, with nothing but Node:
//
//   node scripts/setup.mjs            what `npm run demo` needs
//   node scripts/setup.mjs --tests    what `npm test` needs on top
//   node scripts/setup.mjs --tests --kernels
//                                     and, where it can be had, what boots kernels
//
// Debian packages, npm packages, the native part, the TypeScript build; each
// step does nothing where nothing has changed. Exit status: 0 ready, 1 a step
// failed, 3 something is missing that only the user can install.
import { ensureDebianPackages } from './setup/debian.mjs'
import { ensureNativePart } from './setup/native.mjs'
import { ensureNpmPackages } from './setup/npm.mjs'
import { SetupError } from './setup/run.mjs'
import { ensureTypeScriptBuild } from './setup/typescript.mjs'

const tests = process.argv.includes('--tests')
const kernels = process.argv.includes('--kernels')
try {
  requireNode()
  ensureDebianPackages({ tests, kernels })
  ensureNpmPackages()
  ensureNativePart({ tests })
  ensureTypeScriptBuild()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`setup: ${error.message}`)
  process.exit(error.exitCode)
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
  if (!fits) throw new SetupError(`Node ^20.19 || >=22.12 is needed, this is ${process.version}.`, 3)
}
