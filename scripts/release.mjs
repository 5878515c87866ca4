#!/usr/bin/env node
// `npm run release -- VERSION [--publish]`. docs/releasing.md has the steps. Without --publish it shows what would be
// done and changes nothing; what it checks, it checks all the same.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isNewer, releasedChangelog } from './release/changelog.mjs'
import { publishedPackages, tarballName } from './release/manifest.mjs'
import { RELEASE, readManifest } from './release/pack.mjs'
import { ARCHITECTURES } from './release/packages.mjs'
import { capture, root, run, SetupError } from './setup/run.mjs'

const TARBALLS = join(RELEASE, 'tarballs')
const { values, positionals } = parseArgs({ options: { publish: { type: 'boolean' } }, allowPositionals: true })
const [version] = positionals

try {
  if (version === undefined) throw new SetupError('say which version: npm run release -- 0.2.0', 2)
  const main = readManifest()
  check(main)
  const steps = [
    ['package.json', `version ${main.version} → ${version}`, () => writeVersion(main)],
    ['CHANGELOG.md', `the section "Unreleased" becomes ${version}`, () => writeChangelog()],
    ['build', 'npm run build:release', () => run('npm', ['run', 'build:release'])],
    // These tarballs, and not what the npm scripts of the two tests would build once more.
    ['install', 'on bare systems', () => testTarballs('install_test.mjs')],
    ['arm64', 'beside x64', () => testTarballs('arm64_test.mjs')],
    ...names().map((name) => ['publish', `${name}@${version}`, () => publish(name)]),
  ]
  for (const [what, words, act] of steps) {
    console.log(`${values.publish ? '' : 'would do: '}${what}: ${words}`)
    if (values.publish) act()
  }
} catch (error) {
  if (!(error instanceof Error)) throw error
  console.error(`release: ${error.message}`)
  process.exit(error.exitCode ?? 1)
}

/** What must hold before anything is done. */
function check(main) {
  if (main.version !== version && !isNewer(version, main.version)) {
    throw new SetupError(`${version} is not newer than ${main.version}`, 2)
  }
  if (capture('git', ['status', '--porcelain'])?.trim() && values.publish) {
    throw new SetupError('there are changes that are not committed')
  }
  releasedChangelog(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version, today())
}

/** Platform packages first: whoever installs bpf-linker a second later finds them. */
function names() {
  return [...publishedPackages(Object.keys(ARCHITECTURES)).map(({ name }) => name), 'bpf-linker']
}

function writeVersion(main) {
  const file = join(root, 'package.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace(`"version": "${main.version}"`, `"version": "${version}"`))
}

function writeChangelog() {
  const file = join(root, 'CHANGELOG.md')
  writeFileSync(file, releasedChangelog(readFileSync(file, 'utf8'), version, today()))
}

function testTarballs(script) {
  run('node', [join(root, 'scripts', script), '--tarballs', TARBALLS], { env: { ...process.env, CI: 'true' } })
}

function publish(name) {
  const file = tarballName(name, version)
  if (!existsSync(join(TARBALLS, file))) {
    throw new SetupError(`no ${file} among ${readdirSync(TARBALLS).join(', ')}: npm run build:release`)
  }
  run('npm', ['publish', join(TARBALLS, file), '--access', 'public', '--provenance'])
}

function today() {
  return new Date().toISOString().slice(0, 10)
}
