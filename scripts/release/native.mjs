// The native part for an architecture, against the sysroot of packages.mjs: the static executable with its headers,
// and the addon with its library.
import { join } from 'node:path'
import { installDebianPackages } from '../setup/debian.mjs'
import { root, run } from '../setup/run.mjs'
import { ARCHITECTURES, LLVM } from './packages.mjs'
import { ensureSysroot } from './sysroot.mjs'

/** What builds; the libraries come from the sysroot. */
const TOOLS = ['clang-22', 'lld-22', 'llvm-22', 'cmake', 'ninja-build', 'ccache']

/** Where an architecture is built. */
export function buildFolder(arch) {
  return join(root, 'native', `build-${arch}`)
}

/** Builds, and returns the folder with what was built. */
export function buildNative(arch, { addon, tests = false }) {
  const { cpu } = ARCHITECTURES[arch]
  installDebianPackages([...TOOLS, ...(arch === process.arch ? [] : ['qemu-user-static'])])
  const sysroot = ensureSysroot('sysroot', arch)
  const build = buildFolder(arch)
  run('cmake', [
    ...['-S', 'native', '-B', build, '-G', 'Ninja', '--toolchain', join(root, 'native/cmake/debian_sysroot.cmake')],
    `-DBPF_LINKER_SYSROOT=${sysroot}`,
    `-DBPF_LINKER_ARCH=${cpu}`,
    `-DBPF_LINKER_LLVM_ROOT=${join(sysroot, `usr/lib/llvm-${LLVM}`)}`,
    '-DBPF_LINKER_STATIC=ON',
    `-DBPF_LINKER_BINDING=${addon ? 'ON' : 'OFF'}`,
    ...(addon ? [`-DBPF_LINKER_OLD_LIBC=${ensureSysroot('old-libc', arch)}`] : []),
    `-DBPF_LINKER_TESTS=${tests ? 'ON' : 'OFF'}`,
  ])
  // Two at a time: a compile that includes clang's headers takes about 1 GB.
  run('ninja', ['-C', build, '-j2', '--quiet'])
  return join(build, 'dist')
}
