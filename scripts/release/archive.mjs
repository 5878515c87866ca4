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
 * Opens a suite of the archive for an architecture, with lists and downloads below `folder`.
 *
 * `newest(name)` is `{ name, version, sha256 }` of the newest version; `download(package, into)` fetches exactly that
 * version and returns its file, or undefined where the archive does not have it any more.
 * @throws NoArchive
 */
export function openArchive({ suite, architecture, folder }) {
  const address = archiveAddress()
  for (const each of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, each), { recursive: true })
  writeFileSync(join(folder, 'sources.list'), `deb [arch=${architecture}] ${address} ${suite} main\n`)
  const settings = [
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${folder}/lists`,
    // Nothing is installed here, whatever the machine has: an empty list.
    `Dir::State::status=${folder}/status`,
    `Dir::Cache=${folder}/cache`,
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
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
      if (version === undefined) throw new SetupError(`Debian ${suite} has no package ${name} for ${architecture}`)
      return { name, version, sha256: field('SHA256') }
    },
    download({ name, version }, into) {
      mkdirSync(into, { recursive: true })
      const before = new Set(readdirSync(into))
      const fetched = capture('apt-get', ['-qq', ...settings, 'download', `${name}=${version}`], { cwd: into })
      if (fetched === undefined) return undefined
      const file = readdirSync(into).find((each) => !before.has(each))
      return file === undefined ? undefined : join(into, file)
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
