#!/usr/bin/env node
// `node scripts/platform_test.mjs`: whether the packed executable for this machine (npm run build:release) links what
// an example links. What a release of Linux is held to is in install_test.mjs; this is for platforms that are withheld.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tarballName } from './release/manifest.mjs'
import { RELEASE, readManifest } from './release/pack.mjs'
import { root, run, SetupError } from './setup/run.mjs'

const SOURCE = join(root, 'examples/rollup-library/bpf/deny.bpf.c')
const platform = `${process.platform}-${process.arch}`
const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-platform-'))

try {
  const native = unpacked()
  const config = { objects: { deny: { inputs: SOURCE, profiles: ['linux-5.10'] } }, cache: false }
  writeFileSync(join(folder, 'bpf-linker.config.json'), JSON.stringify(config))
  console.log(bpfLinker(native, ['doctor']))
  bpfLinker(native, ['build', '--out-dir', 'out'])
  const { object } = JSON.parse(bpfLinker(native, ['inspect', '--json', 'out/deny.bpf.o']))
  const programs = object.programs.map(({ name, section }) => `${section} ${name}`)
  if (programs.join() !== 'xdp deny') throw new SetupError(`the object has '${programs.join()}', expected 'xdp deny'`)
  console.log(`${platform}: linked ${SOURCE}, program ${programs.join()}`)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`platform test: ${error.message}`)
  process.exitCode = error.exitCode
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The folder with what is in the tarball. */
function unpacked() {
  const tarball = join(RELEASE, 'tarballs', tarballName(`@bpf-linker/${platform}`, readManifest().version))
  if (!existsSync(tarball)) throw new SetupError(`there is no ${tarball}: npm run build:release`, 3)
  const native = join(folder, 'native')
  mkdirSync(native)
  run('tar', ['-xzf', tarball, '-C', native, '--strip-components=1'])
  return native
}

/** Standard output of our command line, with that executable. */
function bpfLinker(native, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, BPF_LINKER_NATIVE_PATH: native },
  })
  if (status !== 0) throw new SetupError(`bpf-linker ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}
