// The native part: configured once, built by ninja, which does nothing when
// nothing has changed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureHeaders } from './headers.mjs'
import { capture, root, run, SetupError, say } from './run.mjs'

const build = join(root, 'native', 'build')

export function ensureNativePart({ tests }) {
  const flag = `-DBPF_LINKER_TESTS=${tests ? 'ON' : 'OFF'}`
  if (!isConfigured(tests)) {
    // CMake asks for them too; what there is to say is seen here.
    ensureHeaders()
    say('configuring the native part')
    const configured = capture('cmake', ['-S', 'native', '-B', 'native/build', '-G', 'Ninja', flag])
    // CMake explains itself on standard error: run it again so that it is seen.
    if (configured === undefined) run('cmake', ['-S', 'native', '-B', 'native/build', '-G', 'Ninja', flag])
  }
  const executable = join(build, 'dist', 'bpf-linker')
  if (!existsSync(executable)) say('building the native part (some minutes the first time)')
  // Two at a time: a compile that includes clang's headers takes about 1 GB.
  run('ninja', ['-C', build, '-j2', '--quiet'])
  if (!existsSync(executable)) throw new SetupError('the build made no executable')
}

/** A tree that was configured with the tests serves the demo as well. */
function isConfigured(tests) {
  if (!existsSync(join(build, 'build.ninja'))) return false
  return !tests || capture('grep', ['-q', 'BPF_LINKER_TESTS:BOOL=ON', join(build, 'CMakeCache.txt')]) !== undefined
}
