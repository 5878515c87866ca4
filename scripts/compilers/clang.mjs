// clang of any major that one of Debian's suites has, for tests of bitcode that others write: unpacked into a folder
// of its own and run through its own dynamic loader, so that nothing is installed and the machine's glibc does not
// matter. The versions are not locked: nothing that is shipped is made by them.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openArchive } from '../release/archive.mjs'
import { ARCHITECTURES } from '../release/packages.mjs'
import { unpackPackages } from '../release/sysroot.mjs'
import { cacheFolder } from '../setup/cache_folder.mjs'
import { SetupError, say } from '../setup/run.mjs'

/** The suites that a major is in; what is not in the last is taken from the others. */
const SUITES = {
  16: ['bookworm'],
  17: ['trixie'],
  18: ['trixie'],
  19: ['bookworm'],
  21: ['unstable'],
  23: ['unstable'],
  // The major that is not released yet.
  24: ['unstable', 'experimental'],
}

const LOADERS = { x64: 'lib64/ld-linux-x86-64.so.2', arm64: 'lib/ld-linux-aarch64.so.1' }

/** Majors that Debian has. LLVM 20 is in none of its suites any more. */
export const CLANG_MAJORS = Object.keys(SUITES).map(Number)

/**
 * clang of a major: `run(args, options)` is `spawnSync` with text for what is printed. Downloads about 60 MB the first
 * time, and keeps what it got; Debian's newest comes when that folder is removed.
 */
export function ensureClang(major) {
  const { triple } = ARCHITECTURES[process.arch]
  const folder = join(cacheFolder(), 'compilers', `clang-${major}`)
  if (!existsSync(folder)) unpack(major, folder)
  const llvm = join(folder, 'usr', 'lib', `llvm-${major}`)
  const [resources] = readdirSync(join(llvm, 'lib', 'clang'))
  const libraries = [join(llvm, 'lib'), join(folder, 'usr', 'lib', triple), join(folder, 'lib', triple)].join(':')
  return {
    run: (args, options = {}) =>
      spawnSync(
        join(folder, LOADERS[process.arch]),
        [
          ...['--library-path', libraries, join(llvm, 'bin', 'clang')],
          ...['-resource-dir', join(llvm, 'lib', 'clang', resources), ...args],
        ],
        { encoding: 'utf8', maxBuffer: 16 << 20, ...options },
      ),
  }
}

/** clang, its headers, and the libraries that it needs; not the C and C++ libraries of its users. */
function unpack(major, folder) {
  const suites = SUITES[major]
  if (suites === undefined) throw new SetupError(`no clang ${major}; there are ${CLANG_MAJORS.join(', ')}`, 2)
  say(`unpacking clang ${major} of Debian`)
  const { debian } = ARCHITECTURES[process.arch]
  const lists = join(cacheFolder(), 'apt', `${suites.join('-')}-${debian}`)
  const archive = openArchive({ suites, architecture: debian, folder: lists })
  const wanted = [
    ...archive.closure(`libclang-cpp${major}`),
    ...[`clang-${major}`, `libclang-common-${major}-dev`].map((name) => archive.newest(name)),
  ]
  const downloads = `${folder}.${process.pid}.downloads`
  const making = `${folder}.${process.pid}`
  try {
    mkdirSync(making, { recursive: true })
    const files = archive.download(wanted, downloads)
    if (files === undefined) throw new SetupError(`cannot download clang ${major} of Debian`)
    unpackPackages(files, making)
    renameSync(making, folder)
  } finally {
    for (const each of [making, downloads]) rmSync(each, { recursive: true, force: true })
  }
}
