#!/usr/bin/env node
// Holds the C++ to clang-format's LLVM style.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, SetupError } from './setup/run.mjs'

const native = join(root, 'native')
const files = readdirSync(native, { recursive: true })
  .filter((file) => /\.(cpp|h)$/.test(file) && !/^build/.test(file))
  .map((file) => join(native, file))
try {
  run('clang-format-22', ['--dry-run', '-Werror', ...files])
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`lint: ${error.message} Mend with: clang-format-22 -i`)
  process.exit(error.exitCode)
}
