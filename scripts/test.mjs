#!/usr/bin/env node
// Runs tests:
//
//   node scripts/test.mjs              sets everything up and runs all of them: `npm test`
//   node scripts/test.mjs PATH ...     those of files or folders, at once: `npm test -- PATH`
//
// A PATH below native/test is a native test, built and run by itself; any other is vitest's, and so is every flag
// (`-t NAME`). With a PATH, nothing is set up: what the tests run against is what was built last. LLVM=shipped in
// the environment tests the native part that is shipped (docs/llvm.md), which is brought up to date in any case.
// Exit status: 0, or not when a test failed or the set-up did.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, SetupError } from './setup/run.mjs'
import { ensureTestedBuild } from './test/llvm.mjs'
import { runAllNativeTests, runNativeTests } from './test/native.mjs'
import { sortPaths } from './test/paths.mjs'
import { runVitest } from './test/vitest.mjs'

const { native, vitest, flags } = sortPaths(process.argv.slice(2))
try {
  if (native.length + vitest.length === 0) runAll()
  else {
    ensureTestedBuild({ tests: native.length > 0 })
    if (native.length > 0) runNativeTests(native)
    if (vitest.length > 0) runVitest([...vitest, ...flags])
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`test: ${error.message}`)
  process.exitCode = error.exitCode
}

/** The native part's own, which need no Node, then the TypeScript ones, which run against what it is. */
function runAll() {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs'), '--tests'], { stdio: 'inherit' })
  if (status !== 0) throw new SetupError('the set-up failed, so no test ran', status ?? 1)
  ensureTestedBuild({ tests: true })
  runAllNativeTests()
  runVitest(flags)
}
