// Which native part the tests are about: the development build, or with LLVM=23 the one that is shipped.
import { join } from 'node:path'
import { buildFolder, buildNative } from '../release/native.mjs'
import { LLVM } from '../release/packages.mjs'
import { root, SetupError } from '../setup/run.mjs'

/** Debian 12's, which scripts/setup/native.mjs builds with. */
const DEVELOPMENT = '22'
const wanted = process.env.LLVM ?? DEVELOPMENT
/** The architecture of this machine. */
const ARCH = process.arch

/** The folder of the native build, and the environment in which TypeScript tests find it. */
export function testedBuild() {
  if (wanted === DEVELOPMENT) return { build: join(root, 'native', 'build'), env: {} }
  if (wanted !== String(LLVM)) {
    throw new SetupError(`LLVM=${wanted}: there are ${DEVELOPMENT}, and ${LLVM}, which is shipped`, 2)
  }
  const build = buildFolder(ARCH)
  return { build, env: { BPF_LINKER_NATIVE_PATH: join(build, 'dist') } }
}

/** Builds what is shipped, if the tests are about that; native tests where they are to run. */
export function ensureTestedBuild({ tests }) {
  if (wanted !== DEVELOPMENT) buildNative(ARCH, { addon: true, tests })
}
