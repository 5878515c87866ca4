#!/usr/bin/env node
// `src/` → `dist/`: tsc alone, no bundling of our own code.
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, SetupError } from './setup/run.mjs'

try {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'])
  const command = join(root, 'dist', 'cli', 'main.js')
  if (existsSync(command)) chmodSync(command, 0o755)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`build: ${error.message}`)
  process.exit(error.exitCode)
}
