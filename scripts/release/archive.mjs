// Debian's archive by an apt configuration of our own: the machine's sources, package lists and installed packages
// stay as they are. How the archive is reached is the machine's own way (scripts/bare/apt.mjs), and apt checks the
// signatures.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aptOf } from '../bare/apt.mjs'
import { capture, run, SetupError } from '../setup/run.mjs'

/** The suite of the machine, by which its apt knows where Debian's archive is. */
const KNOWN_SUITE = 'bookworm'

/** apt of this machine does not know Debian's archive: it is another system, or its lists were never fetched. */
export class NoArchive extends SetupError {
  constructor() {
    super(`apt of this machine knows no Debian ${KNOWN_SUITE}`, 3)
  }
}

/**
 * Opens suites of the archive for an architecture, with lists and downloads below `folder`. What several of them have
 * is taken from the last one.
 *
 * `newest(name)` is `{ name, version, sha256 }` of the newest version; `closure(name)` is `{ name, version }` of a
 * package and of all that it depends on; `download(packages, into)` fetches exactly these versions and returns their
 * files, or undefined where the archive does not have one of them any more.
 * @throws NoArchive
 */
export function openArchive({ suites, architecture, folder }) {
  const address = archiveAddress()
  for (const each of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, each), { recursive: true })
  const sources = suites.map((suite) => `deb [arch=${architecture}] ${address} ${suite} main\n`)
  writeFileSync(join(folder, 'sources.list'), sources.join(''))
  const settings = [
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${folder}/lists`,
    // Nothing is installed here, whatever the machine has: an empty list.
    `Dir::State::status=${folder}/status`,
    `Dir::Cache=${folder}/cache`,
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    `APT::Default-Release=${suites.at(-1)}`,
    'APT::Sandbox::User=root',
    // Descriptions of packages are as large as their index.
    'Acquire::Languages=none',
  ].flatMap((setting) => ['-o', setting])
  writeFileSync(join(folder, 'status'), '')
  run('apt-get', ['-qq', ...settings, 'update'])

  return {
    newest(name) {
      const stanza = capture('apt-cache', [...settings, 'show', '--no-all-versions', name])
      const field = (key) => stanza?.match(new RegExp(`^${key}: (.+)$`, 'm'))?.[1]
      const version = field('Version')
      if (version === undefined)
        throw new SetupError(`Debian ${suites.join(', ')} has no package ${name} for ${architecture}`)
      return { name, version, sha256: field('SHA256') }
    },
    closure(name) {
      const install = ['-qq', '--simulate', '--no-install-recommends', 'install', name]
      const planned = capture('apt-get', [...settings, ...install])
      if (planned === undefined) throw new SetupError(`apt cannot install ${name} of Debian ${suites.join(', ')}`)
      return [...planned.matchAll(/^Inst (\S+) \((\S+)/gm)].map(([, name, version]) => ({ name, version }))
    },
    download(packages, into) {
      mkdirSync(into, { recursive: true })
      const wanted = packages.map(({ name, version }) => `${name}=${version}`)
      // One call for all: apt reads its lists anew each time.
      if (capture('apt-get', ['-qq', ...settings, 'download', ...wanted], { cwd: into }) === undefined) return undefined
      const files = readdirSync(into)
      return packages.map(({ name }) => join(into, files.find((file) => file.startsWith(`${name}_`)) ?? name))
    },
  }
}

function archiveAddress() {
  let known = aptOf(KNOWN_SUITE)
  // Images for containers leave out the lists, by which apt knows.
  if (known === undefined && capture('apt-get', ['-qq', 'update']) !== undefined) known = aptOf(KNOWN_SUITE)
  if (known === undefined) throw new NoArchive()
  return known.archive
}
