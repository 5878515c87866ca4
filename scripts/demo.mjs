#!/usr/bin/env node
// Builds examples/vite-node-agent as a user would, shows what is in the objects
// that came of it, and runs the service. scripts/setup.mjs comes first.
// Exit status: 0, or 1 when a step failed.
import { readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { root, run, SetupError } from './setup/run.mjs'

const example = join(root, 'examples', 'vite-node-agent')
const objects = join(example, 'dist', 'bpf')

try {
  step('vite build')
  rmSync(join(example, 'dist'), { recursive: true, force: true })
  node(viteCommand(), 'build')

  const built = readdirSync(objects).filter((name) => name.endsWith('.bpf.o'))
  if (built.length === 0) throw new SetupError(`The build left no object in ${objects}.`)
  for (const name of built.sort()) {
    const file = relative(example, join(objects, name))
    step(`bpf-linker inspect ${file}`)
    node(join(root, 'dist', 'cli', 'main.js'), 'inspect', file)
  }

  step('node dist/agent.js')
  node('dist/agent.js')
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`demo: ${error.message}`)
  process.exit(1)
}

/** In the example's folder, its output on ours. */
function node(...args) {
  run(process.execPath, args, { cwd: example, stdio: ['ignore', 1, 2] })
}

function step(command) {
  console.log(`\n$ ${command}`)
}

/** Vite as the example finds it. */
function viteCommand() {
  const manifest = createRequire(join(example, 'package.json')).resolve('vite/package.json')
  return join(dirname(manifest), 'bin', 'vite.js')
}
