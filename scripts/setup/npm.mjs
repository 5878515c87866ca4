// npm packages: installed again only when the lock file has changed.
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, say } from './run.mjs'

export function ensureNpmPackages() {
  installPackages()
  linkOwnCommand()
}

function installPackages() {
  const stamp = join(root, 'node_modules', '.bpf-linker-setup')
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  say('installing npm packages')
  // Not `npm ci`: it refuses a lock file made where the registry lacks other
  // platforms' optional packages. `--no-save` keeps to the lock file too.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, lock)
}

/** The command that examples call. npm links it too, but not while `dist/` is not there. */
function linkOwnCommand() {
  const link = join(root, 'node_modules', '.bin', 'bpf-linker')
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync('../../dist/cli/main.js', link)
}
