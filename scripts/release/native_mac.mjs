// The native part for macOS, on a Mac: the executable with its headers, from Homebrew's LLVM. Not tried on a Mac yet
// (docs/releasing.md).
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, root, run, SetupError } from '../setup/run.mjs'
import { HEADERS, LLVM } from './packages.mjs'
import { debianParts } from './sbom.mjs'
import { ensureSysroot } from './sysroot.mjs'

/** What is linked in. */
const LIBRARIES = [`llvm@${LLVM}`, 'zstd']

/** What builds, beside Apple's command line tools. */
const TOOLS = ['cmake', 'ninja']

/** Builds, and returns the folder with what was built. `packages` has Debian's packages of headers. */
export function buildNativeOnMac(arch, { packages }) {
  installFormulae([...LIBRARIES, ...TOOLS])
  const [libbpf, linux] = HEADERS.map((role) => join(ensureSysroot(role, arch, { packages }), 'usr/include'))
  const build = join(root, 'native', `build-darwin-${arch}`)
  run('cmake', [
    ...['-S', 'native', '-B', build, '-G', 'Ninja'],
    `-DBPF_LINKER_LLVM_ROOT=${keg(`llvm@${LLVM}`)}`,
    `-DBPF_LINKER_LIBBPF_INCLUDE=${libbpf}`,
    `-DBPF_LINKER_LINUX_INCLUDE=${linux}`,
    '-DBPF_LINKER_TESTS=OFF',
  ])
  run('ninja', ['-C', build, '--quiet'])
  return join(build, 'dist')
}

/** What is inside, for sbom.mjs: Homebrew's libraries, and the headers. */
export function partsOnMac(arch) {
  return [...LIBRARIES.map(homebrewPart), ...debianParts('executable', arch, HEADERS)]
}

function homebrewPart(formula) {
  const folder = keg(formula)
  const text = readdirSync(folder).find((name) => /^(LICENSE|COPYING)/.test(name))
  if (text === undefined) throw new SetupError(`${folder} has no licence`)
  const receipt = join(folder, 'INSTALL_RECEIPT.json')
  const version = existsSync(receipt) ? JSON.parse(readFileSync(receipt, 'utf8')).source?.versions?.stable : undefined
  if (version === undefined) throw new SetupError(`${receipt} does not say which version of ${formula} this is`)
  return {
    component: { type: 'library', name: formula, version, purl: `pkg:brew/${encodeURIComponent(formula)}@${version}` },
    text: join(folder, text),
  }
}

function installFormulae(wanted) {
  if (capture('brew', ['--version']) === undefined) {
    throw new SetupError(`Homebrew is not installed; it has what this needs: brew install ${wanted.join(' ')}`, 3)
  }
  const missing = wanted.filter((formula) => capture('brew', ['list', '--versions', formula]) === undefined)
  if (missing.length > 0) run('brew', ['install', ...missing])
}

/** The folder that a formula is installed in. */
function keg(formula) {
  const folder = capture('brew', ['--prefix', '--installed', formula])?.trim()
  if (folder === undefined) throw new SetupError(`Homebrew's ${formula} is not installed: brew install ${formula}`, 3)
  return folder
}
