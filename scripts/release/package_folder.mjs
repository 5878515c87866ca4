// Debian's packages from a folder, for a machine that has neither apt nor dpkg, such as a Mac. Another machine fetched
// them (scripts/release_packages.mjs); the lock file says whether they are the ones.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run, SetupError } from '../setup/run.mjs'
import { checksumOf } from './checksum.mjs'

/** The files of these packages, which are known by their hashes, wherever they are below the folder. */
export function lockedFiles(folder, wanted) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const byHash = new Map(files.map((file) => [checksumOf(file), file]))
  return wanted.map(({ name, version, sha256 }) => {
    const file = byHash.get(sha256)
    if (file !== undefined) return file
    throw new SetupError(
      `${folder} has no ${name} ${version} with the SHA-256 of the lock file, ${sha256}. ` +
        'On Debian, of this commit: node scripts/release_packages.mjs FOLDER',
    )
  })
}

/** A package is an `ar` archive, and what it installs is a tar archive inside. */
export function unpackWithoutDpkg(file, into) {
  const parts = mkdtempSync(join(tmpdir(), 'bpf-linker-package-'))
  try {
    run('ar', ['x', resolve(file)], { cwd: parts })
    const data = readdirSync(parts).find((name) => name.startsWith('data.tar'))
    if (data === undefined) throw new SetupError(`${file} is no Debian package: it has no data.tar`)
    run('tar', ['-xf', join(parts, data), '-C', into])
  } finally {
    rmSync(parts, { recursive: true, force: true })
  }
}
