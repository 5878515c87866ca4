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
  const [loader, ...args] = toolCommand(major, 'clang')
  return {
    run: (more, options = {}) =>
      spawnSync(loader, [...args, ...more], { encoding: 'utf8', maxBuffer: 16 << 20, ...options }),
  }
}

/**
 * How a tool of a major is called: `clang`, or one of LLVM's (`opt`, `llc`, `llvm-link`, …). The first item is the
 * program, the rest comes before the tool's own arguments.
 */
export function toolCommand(major, tool) {
  const isClang = tool === 'clang'
  const { triple } = ARCHITECTURES[process.arch]
  const folder = join(cacheFolder(), 'compilers', `${isClang ? 'clang' : 'llvm'}-${major}`)
  if (!existsSync(folder)) unpack(major, folder, isClang)
  const llvm = join(folder, 'usr', 'lib', `llvm-${major}`)
  const libraries = [join(llvm, 'lib'), join(folder, 'usr', 'lib', triple), join(folder, 'lib', triple)].join(':')
  const command = [join(folder, LOADERS[process.arch]), '--library-path', libraries, join(llvm, 'bin', tool)]
  if (!isClang) return command
  const [resources] = readdirSync(join(llvm, 'lib', 'clang'))
  return [...command, '-resource-dir', join(llvm, 'lib', 'clang', resources)]
}

/**
 * clang, its headers, and the libraries that it needs, not the C and C++ libraries of its users; or LLVM's tools and
 * theirs.
 */
function unpack(major, folder, isClang) {
  const suites = SUITES[major]
  if (suites === undefined) throw new SetupError(`no LLVM ${major}; there are ${CLANG_MAJORS.join(', ')}`, 2)
  const name = `${isClang ? 'clang' : 'LLVM'} ${major} of Debian`
  say(`unpacking ${name}`)
  const { debian } = ARCHITECTURES[process.arch]
  const lists = join(cacheFolder(), 'apt', `${suites.join('-')}-${debian}`)
  const archive = openArchive({ suites, architecture: debian, folder: lists })
  const [library, ...packages] = isClang
    ? [`libclang-cpp${major}`, `clang-${major}`, `libclang-common-${major}-dev`]
    : [`libllvm${major}`, `llvm-${major}`]
  const wanted = [...archive.closure(library), ...packages.map((each) => archive.newest(each))]
  const downloads = `${folder}.${process.pid}.downloads`
  const making = `${folder}.${process.pid}`
  try {
    mkdirSync(making, { recursive: true })
    const files = archive.download(wanted, downloads)
    if (files === undefined) throw new SetupError(`cannot download ${name}`)
    unpackPackages(files, making)
    renameSync(making, folder)
  } finally {
    for (const each of [making, downloads]) rmSync(each, { recursive: true, force: true })
  }
}
