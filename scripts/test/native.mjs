// The native tests, by CMake's ctest.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { capture, run, SetupError, say } from '../setup/run.mjs'
import { testedBuild } from './llvm.mjs'

const SHOWN = { stdio: ['ignore', 1, 2] }

export function runAllNativeTests() {
  say('native tests')
  ctest([])
}

/** @param {string[]} paths below native/test: of a test's source, or of a folder; '' is all of them */
export function runNativeTests(paths) {
  const known = knownTests()
  const names = [...new Set(paths.flatMap((path) => testsAt(path, known)))]
  run('ninja', ['-C', testedBuild().build, '-j2', '--quiet', ...names], SHOWN)
  ctest(['-R', `^(${names.join('|')})$`])
}

/** The names of tests are their paths: native/test/CMakeLists.txt. */
export function testsAt(path, known) {
  const name = path.replace(/\.(cpp|cmake)$/, '').replaceAll('/', '_')
  const found = known.filter((test) => name === '' || test === name || test.startsWith(`${name}_`))
  if (found.length > 0) return found
  throw new SetupError(`There is no native test at native/test/${path}. These are known: ${known.join(' ')}`)
}

function knownTests() {
  const { build } = testedBuild()
  const listed = existsSync(join(build, 'build.ninja')) ? capture('ctest', ['--test-dir', build, '-N']) : undefined
  const names = [...(listed ?? '').matchAll(/^ *Test +#\d+: (\S+)$/gm)].map(([, name]) => name)
  if (names.length > 0) return names
  throw new SetupError('The native tests are not set up. Run: node scripts/setup.mjs --tests', 3)
}

function ctest(args) {
  run('ctest', ['--test-dir', testedBuild().build, '--output-on-failure', '-j2', ...args], SHOWN)
}
