#!/usr/bin/env node
// Every test of `npm test`: the native part's own (no Node in them), then the
// TypeScript ones, which run against the native part that the set-up built.
import { join } from 'node:path'
import { root, run, SetupError, say } from './setup/run.mjs'

try {
  say('native tests')
  run('ctest', ['--test-dir', join(root, 'native', 'build'), '--output-on-failure', '-j2'], { stdio: ['ignore', 1, 2] })
  say('TypeScript tests')
  run(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)], {
    stdio: ['ignore', 1, 2],
  })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`test: ${error.message}`)
  process.exit(error.exitCode)
}
