// The bare Debian itself. debootstrap takes a minute, so what it made is kept as a tarball between runs.
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runOutside } from './namespace.mjs'

/** Debian's point releases come every two months or so; apt brings an older base up to date anyway. */
const KEPT_DAYS = 30

/** Unpacks the minimal system of a suite to a folder that exists and is empty. */
export async function unpackBase({ suite, apt, cache, to }) {
  const kept = join(cache, `${suite}.tar`)
  if (!isRecent(kept)) await makeBase({ suite, apt, cache, kept })
  await runOutside(['tar', '-C', to, '--numeric-owner', '-xpf', kept])
}

async function makeBase({ suite, apt, cache, kept }) {
  const made = join(cache, `${suite}-${process.pid}`)
  mkdirSync(made, { recursive: true })
  try {
    // In namespaces too: debootstrap mounts proc, and leaves it mounted when it fails.
    await runOutside(['debootstrap', '--variant=minbase', suite, made, apt.archive], { isolated: true, quiet: true })
    await runOutside(['tar', '-C', made, '--numeric-owner', '-cpf', `${made}.tar`, '.'])
    renameSync(`${made}.tar`, kept)
  } finally {
    rmSync(`${made}.tar`, { force: true })
    await runOutside(['rm', '-rf', '--one-file-system', made])
  }
}

function isRecent(file) {
  return existsSync(file) && Date.now() - statSync(file).mtimeMs < KEPT_DAYS * 86_400_000
}
