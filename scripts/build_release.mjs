#!/usr/bin/env node
// `npm run build:release`: the packages of a release, as tarballs in .release/. docs/releasing.md has what is inside
// and why.
//
//   -- [--arch x64,arm64] [--no-addon]              those for Linux
//   -- --platform darwin --debian-packages FOLDER   on a Mac, the one for it; FOLDER is from release_packages.mjs
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkGlibc } from './release/glibc_floor.mjs'
import { checkPaths } from './release/machine_paths.mjs'
import { buildNative } from './release/native.mjs'
import { buildNativeOnMac, partsOnMac } from './release/native_mac.mjs'
import { packMain, packPlatform } from './release/pack.mjs'
import { ARCHITECTURES } from './release/packages.mjs'
import { SetupError } from './setup/run.mjs'

/** Of a platform package, packed. npm itself has no limit; users' patience has. */
const MOST_BYTES = 30 * 1024 * 1024

try {
  const { values } = parseArgs({
    options: {
      platform: { type: 'string', default: 'linux' },
      arch: { type: 'string' },
      'no-addon': { type: 'boolean' },
      'debian-packages': { type: 'string' },
    },
  })
  const build = { linux: buildLinux, darwin: buildMac }[values.platform]
  if (build === undefined) {
    throw new SetupError(`unknown platform '${values.platform}'; there are linux and darwin (docs/releasing.md)`, 2)
  }
  console.log(packMain(build(values)))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`build:release: ${error.message}`)
  process.exit(error.exitCode)
}

/** These return the architectures that bpf-linker names packages for. */
function buildLinux(values) {
  const architectures = architecturesOf(values)
  const addon = values['no-addon'] !== true
  for (const arch of architectures) {
    const dist = buildNative(arch, { addon })
    checkPaths(join(dist, 'bpf-linker'))
    if (addon) for (const file of ['bpf-linker.node', 'libbpf-linker.so']) checkAddonFile(join(dist, file))
    for (const tarball of packPlatform({ arch }, dist, { addon })) checkSize(tarball)
  }
  return architectures
}

/** A Mac builds for itself: there is nothing here that builds for one elsewhere. */
function buildMac(values) {
  const packages = values['debian-packages']
  if (process.platform !== 'darwin') throw new SetupError('the package for macOS is built on a Mac', 3)
  if (packages === undefined)
    throw new SetupError('name a folder from scripts/release_packages.mjs: --debian-packages', 2)
  const arch = process.arch
  if (values.arch !== undefined && values.arch !== arch) {
    throw new SetupError(`this Mac builds for ${arch}, not for ${values.arch}`, 2)
  }
  const dist = buildNativeOnMac(arch, { packages })
  checkPaths(join(dist, 'bpf-linker'))
  const inventory = () => partsOnMac(arch)
  for (const tarball of packPlatform({ system: 'darwin', arch }, dist, { addon: false, inventory })) checkSize(tarball)
  return Object.keys(ARCHITECTURES)
}

function architecturesOf({ arch }) {
  const architectures = arch?.split(',') ?? Object.keys(ARCHITECTURES)
  const unknown = architectures.find((each) => !(each in ARCHITECTURES))
  if (unknown === undefined) return architectures
  throw new SetupError(`unknown architecture '${unknown}'; there are ${Object.keys(ARCHITECTURES).join(', ')}`, 2)
}

function checkAddonFile(file) {
  checkPaths(file)
  checkGlibc(file)
}

function checkSize(tarball) {
  const { size } = statSync(tarball)
  console.log(`${tarball} ${(size / 1024 / 1024).toFixed(1)} MiB`)
  if (size > MOST_BYTES) throw new SetupError(`${tarball} has ${size} bytes, at most ${MOST_BYTES} are allowed`)
}
