// Which native part the tests are about: the development build, or with LLVM=shipped, or the number of its major, the
// one that is shipped.
import { join } from 'node:path'
import { buildFolder, buildNative } from '../release/native.mjs'
import { LLVM } from '../release/packages.mjs'
import { root, SetupError } from '../setup/run.mjs'

/** Debian 12's, which scripts/setup/native.mjs builds with. */
const DEVELOPMENT = '22'
const asked = process.env.LLVM ?? DEVELOPMENT
const wanted = asked === 'shipped' ? String(LLVM) : asked
/** The architecture of this machine. */
const ARCH = process.arch

/** The folder of the native build, and the environment in which TypeScript tests find it. */
export function testedBuild() {
  if (wanted === DEVELOPMENT) return { build: join(root, 'native', 'build'), env: {} }
  if (wanted !== String(LLVM)) {
    throw new SetupError(`LLVM=${asked}: there are ${DEVELOPMENT}, and ${LLVM}, which is shipped`, 2)
  }
  const build = buildFolder(ARCH)
  return { build, env: { BPF_LINKER_NATIVE_PATH: join(build, 'dist'), LLVM: wanted } }
}

/**
 * Builds what is shipped, if the tests are about that; native tests where they are to run.
 * @throws SetupError for a major that is neither
 */
export function ensureTestedBuild({ tests }) {
  testedBuild()
  if (wanted !== DEVELOPMENT) buildNative(ARCH, { addon: true, tests })
}
