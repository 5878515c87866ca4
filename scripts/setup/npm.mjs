// npm packages: installed again only when the lock file has changed.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, say } from './run.mjs'

export function ensureNpmPackages() {
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
