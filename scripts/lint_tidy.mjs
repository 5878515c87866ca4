#!/usr/bin/env node
// Holds the C++ to the checks of .clang-tidy.
//
//   node scripts/lint_tidy.mjs              every file that the native part is built from
//   node scripts/lint_tidy.mjs PATH ...     these files, and those of these folders
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { installDebianPackages } from './setup/debian.mjs'
import { root, SetupError } from './setup/run.mjs'

const build = join(root, 'native', 'build')

try {
  // Not among what `npm test` needs, so it is installed here.
  installDebianPackages(['clang-tidy-22'])
  const files = filesAt(process.argv.slice(2))
  const failed = await checkAll(files)
  console.log(`tidy: ${files.length} files, ${failed.length} with something to mend`)
  for (const file of failed) console.log(`  ${file}`)
  process.exitCode = failed.length > 0 ? 1 : 0
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`tidy: ${error.message}`)
  process.exitCode = error.exitCode
}

/** Files of the native part at some paths, or all of them; paths from the root. */
function filesAt(paths) {
  const database = join(build, 'compile_commands.json')
  if (!existsSync(database)) {
    throw new SetupError('the native part is not set up. Run: node scripts/setup.mjs --tests', 3)
  }
  const known = [...new Set(JSON.parse(readFileSync(database, 'utf8')).map(({ file }) => file))]
  if (paths.length === 0) return known.map(fromRoot)
  return paths.flatMap((path) => {
    const whole = resolve(path)
    const found = known.filter((file) => file === whole || file.startsWith(whole + sep))
    if (found.length > 0) return found.map(fromRoot)
    throw new SetupError(
      `no file at ${path} is in ${fromRoot(database)}. Name a .cpp file that is built, or a folder`,
      2,
    )
  })
}

function fromRoot(file) {
  return relative(root, file)
}

/** The files that clang-tidy finds something in. */
async function checkAll(files) {
  const failed = []
  const left = [...files]
  async function work() {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      if (!(await isTidy(file))) failed.push(file)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return failed.sort()
}

/** Whether clang-tidy finds nothing in a file; what it finds is printed in one piece. */
function isTidy(file) {
  return new Promise((done, fail) => {
    const output = []
    const child = spawn('clang-tidy-22', ['--quiet', '-p', build, file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', (bytes) => output.push(bytes))
    // Standard error counts the warnings of LLVM's headers, which are not shown.
    const problems = []
    child.stderr.on('data', (bytes) => problems.push(bytes))
    child.on('error', (error) => fail(new SetupError(`clang-tidy-22: ${error.message}`, 3)))
    child.on('close', (status) => {
      process.stdout.write(Buffer.concat(output))
      if (status !== 0 && output.length === 0) process.stderr.write(Buffer.concat(problems))
      done(status === 0)
    })
  })
}
