// What a release is built from: packages of Debian, by role. Nothing of them is installed; archive.mjs fetches them
// and sysroot.mjs unpacks them into folders.

/** The major of LLVM that is shipped. docs/llvm.md says how the next one is taken. */
export const LLVM = 23

/** By our names of architectures, which are Node's. */
export const ARCHITECTURES = {
  x64: { debian: 'amd64', cpu: 'x86_64', triple: 'x86_64-linux-gnu' },
  arm64: { debian: 'arm64', cpu: 'aarch64', triple: 'aarch64-linux-gnu' },
}

const GCC = 16

/** Each role has a folder of its own, with packages of one or several of Debian's suites. */
export const ROLES = {
  /** What the native part is compiled against, and statically linked with. */
  sysroot: {
    unstable: [
      `llvm-${LLVM}-dev`,
      `libclang-${LLVM}-dev`,
      `libclang-common-${LLVM}-dev`,
      'libc6',
      'libc6-dev',
      'linux-libc-dev',
      'libcrypt-dev',
      `libstdc++-${GCC}-dev`,
      `libgcc-${GCC}-dev`,
      'libgcc-s1',
      'libstdc++6',
      'zlib1g-dev',
      'libzstd-dev',
    ],
  },
  /** What the addon is linked with: the oldest glibc that it must load with, 2.31, and static libraries of today. */
  'old-libc': {
    bullseye: ['libc6', 'libc6-dev'],
    unstable: [`libstdc++-${GCC}-dev`, `libgcc-${GCC}-dev`, 'zlib1g-dev', 'libzstd-dev'],
  },
  /** What the addon is tested with where the machine is another one: the same glibc, and what Node needs beside it. */
  'old-runtime': { bullseye: ['libc6', 'libstdc++6', 'libgcc-s1'] },
  /** bpf/*.h for programs: the newest. */
  'libbpf-headers': { unstable: ['libbpf-dev'] },
  /**
   * linux/*.h for programs: the newest with which the corpus still compiles, as with 7.3 every selftest of the kernel
   * and every source of our own tests does (`npm run test:corpus`, `npm test -- test/links`). Where a newer one defines
   * what programs define themselves, take an older one here, and say which name it is.
   */
  'kernel-headers': { 'trixie-backports': ['linux-libc-dev'] },
}

/** The roles that a package for any system has parts of: the headers that programs get. */
export const HEADERS = ['libbpf-headers', 'kernel-headers']
