#!/usr/bin/env node
// The headers of libbpf and Linux that programs get, of the releases in scripts/release/sysroot.lock.json: what is
// developed with has those of what is shipped, whatever is installed on the machine.
//
//   node scripts/setup/headers.mjs x64    prints "LIBBPF;LINUX", the folders that hold bpf/ and linux/, for CMake
//
// native/compiler/headers.cmake asks so, unless it was given folders; scripts/setup.mjs asks first, where what is said
// is seen.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { NoArchive } from '../release/archive.mjs'
import { ARCHITECTURES } from '../release/packages.mjs'
import { ensureSysroot } from '../release/sysroot.mjs'
import { SetupError, say } from './run.mjs'

/** Where a system has headers of its own. */
const OWN = '/usr/include'

/** `{ libbpf, linux }`: folders, fetched where they are not there yet. */
export function ensureHeaders(arch = process.arch) {
  if (!(arch in ARCHITECTURES)) return ownHeaders(`the lock file has no packages for ${arch}`)
  try {
    const folder = (role) => join(ensureSysroot(role, arch), 'usr/include')
    return { libbpf: folder('libbpf-headers'), linux: folder('kernel-headers') }
  } catch (error) {
    if (error instanceof NoArchive) return ownHeaders(error.message)
    throw error
  }
}

/** On other systems than Debian, which is said: programs then compile as they do there, and not as with a release. */
function ownHeaders(why) {
  say(
    `${why}: programs get this system's own headers of libbpf and Linux, from ${OWN}, not those of a release. ` +
      'For others: cmake -S native -B native/build -DBPF_LINKER_LIBBPF_INCLUDE=… -DBPF_LINKER_LINUX_INCLUDE=…',
  )
  return { libbpf: OWN, linux: OWN }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { libbpf, linux } = ensureHeaders(process.argv[2])
    process.stdout.write(`${libbpf};${linux}`)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(`setup: ${error.message}`)
    process.exit(error.exitCode)
  }
}
