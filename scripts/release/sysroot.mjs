// Folders of unpacked Debian packages, one for each role (packages.mjs) and architecture, kept between builds.
//
// The lock file names the version and the SHA-256 of each package, so that two machines build the same. Debian's
// archive forgets old versions: what it has no more is taken newer and that is said, because a build that cannot be
// made is worse than one that differs. `npm run release:lock` writes the lock file anew.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { cacheFolder } from '../setup/cache_folder.mjs'
import { root, run, SetupError, say } from '../setup/run.mjs'
import { openArchive } from './archive.mjs'
import { checksumOf } from './checksum.mjs'
import { lockedFiles, unpackWithoutDpkg } from './package_folder.mjs'
import { ARCHITECTURES, ROLES } from './packages.mjs'

const LOCK_FILE = join(root, 'scripts', 'release', 'sysroot.lock.json')

/** `{ x64: { sysroot: [{ suite, name, version, sha256 }] } }` */
export function readLock() {
  return JSON.parse(readFileSync(LOCK_FILE, 'utf8'))
}

/** Takes the newest of everything into the lock file. */
export function updateLock() {
  const lock = {}
  for (const [arch, { debian }] of Object.entries(ARCHITECTURES)) {
    lock[arch] = {}
    const archive = archivesOf(debian)
    for (const [role, suites] of Object.entries(ROLES)) {
      lock[arch][role] = Object.entries(suites).flatMap(([suite, packages]) =>
        packages.map((name) => ({ suite, ...archive(suite).newest(name) })),
      )
    }
  }
  writeFileSync(LOCK_FILE, `${JSON.stringify(lock, null, 2)}\n`)
  return lock
}

/**
 * The folder of a role, unpacked if it is not there yet. `packages` is a folder that has the packages already, for a
 * machine without apt (package_folder.mjs).
 */
export function ensureSysroot(role, arch, { packages } = {}) {
  const wanted = readLock()[arch][role]
  const key = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 16)
  const folder = join(cacheFolder(), 'sysroots', `${role}-${arch}-${key}`)
  if (existsSync(folder)) return folder
  const what = wanted.length === 1 ? wanted[0].name : `${wanted.length} packages`
  say(`unpacking ${what} of Debian for ${arch} (${role})`)
  const making = `${folder}.${process.pid}`
  const downloads = `${making}.downloads`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { recursive: true })
  try {
    if (packages === undefined) unpackPackages(fetchPackages(role, arch, downloads), making)
    else unpackPackages(lockedFiles(packages, wanted), making, unpackWithoutDpkg)
    renameSync(making, folder)
  } finally {
    for (const each of [making, downloads]) rmSync(each, { recursive: true, force: true })
  }
  return folder
}

/** Fetches the packages of a role into a folder; their files. */
export function fetchPackages(role, arch, into) {
  const archive = archivesOf(ARCHITECTURES[arch].debian)
  const wanted = readLock()[arch][role]
  const suites = [...new Set(wanted.map(({ suite }) => suite))]
  return suites.flatMap((suite) => {
    const ofSuite = wanted.filter((each) => each.suite === suite)
    return fetchedFiles(archive(suite), ofSuite, into)
  })
}

/** Unpacks files of packages into a folder that is there, so that nothing in it leads to the machine's own files. */
export function unpackPackages(files, folder, unpack = unpackWithDpkg) {
  for (const file of files) unpack(file, folder)
  mergeUsr(folder)
  makeLinksRelative(folder)
}

function unpackWithDpkg(file, folder) {
  run('dpkg-deb', ['-x', file, folder])
}

/** Suites of the archive, each opened once. */
function archivesOf(architecture) {
  const open = new Map()
  return (suite) => {
    if (!open.has(suite)) {
      const folder = join(cacheFolder(), 'apt', `${suite}-${architecture}`)
      open.set(suite, openArchive({ suites: [suite], architecture, folder }))
    }
    return open.get(suite)
  }
}

/** The files of packages of a suite: the locked versions, or newer ones where the archive has those no more. */
function fetchedFiles(archive, locked, into) {
  const files = archive.download(locked, into)
  if (files === undefined) return locked.map((each) => fetched(archive, each, into))
  for (const [index, file] of files.entries()) checkSum(file, locked[index])
  return files
}

function fetched(archive, locked, into) {
  const files = archive.download([locked], into)
  if (files !== undefined) {
    checkSum(files[0], locked)
    return files[0]
  }
  const newest = archive.newest(locked.name)
  say(
    `Debian has no ${locked.name} ${locked.version} any more: taking ${newest.version}. ` +
      '`npm run release:lock` updates the lock file',
  )
  const [other] = archive.download([newest], into) ?? []
  if (other === undefined) throw new SetupError(`cannot download ${newest.name} ${newest.version}`)
  checkSum(other, newest)
  return other
}

function checkSum(file, { name, version, sha256 }) {
  const found = checksumOf(file)
  if (found !== sha256) throw new SetupError(`${name} ${version} has SHA-256 ${found}, expected ${sha256}`)
}

/** The old folders of libraries, which newer packages leave to base-files. */
function mergeUsr(folder) {
  for (const name of ['lib', 'lib64']) {
    if (!existsSync(join(folder, name))) symlinkSync(`usr/${name}`, join(folder, name))
  }
}

/** Absolute links would lead out of the folder, to the machine's own glibc. */
function makeLinksRelative(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue
    const link = join(entry.parentPath, entry.name)
    const target = readlinkSync(link)
    if (!target.startsWith('/')) continue
    rmSync(link)
    symlinkSync(relative(dirname(link), join(folder, target)), link)
  }
}
