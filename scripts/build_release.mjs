#!/usr/bin/env node
// `npm run build:release [-- --arch x64,arm64] [--no-addon]`: the packages of a release, as tarballs in .release/.
// docs/releasing.md has what is inside and why.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkGlibc } from './release/glibc_floor.mjs'
import { checkPaths } from './release/machine_paths.mjs'
import { buildNative } from './release/native.mjs'
import { packMain, packPlatform } from './release/pack.mjs'
import { ARCHITECTURES } from './release/packages.mjs'
import { SetupError } from './setup/run.mjs'

/** Of a platform package, packed. npm itself has no limit; users' patience has. */
const MOST_BYTES = 30 * 1024 * 1024

try {
  const { values } = parseArgs({
    options: { arch: { type: 'string', default: Object.keys(ARCHITECTURES).join() }, 'no-addon': { type: 'boolean' } },
  })
  const architectures = values.arch.split(',')
  const unknown = architectures.find((arch) => !(arch in ARCHITECTURES))
  if (unknown !== undefined) {
    throw new SetupError(`unknown architecture '${unknown}'; there are ${Object.keys(ARCHITECTURES).join(', ')}`, 2)
  }
  const addon = values['no-addon'] !== true
  for (const arch of architectures) {
    const dist = buildNative(arch, { addon })
    checkPaths(join(dist, 'bpf-linker'))
    if (addon) for (const file of ['bpf-linker.node', 'libbpf-linker.so']) checkAddonFile(join(dist, file))
    for (const tarball of packPlatform(arch, dist, { addon })) {
      const { size } = statSync(tarball)
      console.log(`${tarball} ${(size / 1024 / 1024).toFixed(1)} MiB`)
      if (size > MOST_BYTES) throw new SetupError(`${tarball} has ${size} bytes, at most ${MOST_BYTES} are allowed`)
    }
  }
  console.log(packMain(architectures))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`build:release: ${error.message}`)
  process.exit(error.exitCode)
}

function checkAddonFile(file) {
  checkPaths(file)
  checkGlibc(file)
}
