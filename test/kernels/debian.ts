/** Kernels as Debian ships them, fetched by apt into `.cache/`, never installed; the system's package lists stay as they are. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../corpus/kernel_sources.ts'

/** The long-term kernels of Debian 11, 12 and 13: all are built for Debian 11 or 12 too. */
export const KERNELS = ['5.10', '6.1', '6.12'] as const
export type KernelVersion = (typeof KERNELS)[number]

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Paths of the kernel images by version. Fetches those that are not in the cache. */
export function debianKernels(): Map<KernelVersion, string> {
  const images = new Map(KERNELS.map((version) => [version, imagePath(version)]))
  const missing = KERNELS.filter((version) => !existsSync(imagePath(version)))
  if (missing.length > 0) fetchKernels(missing)
  return images
}

function imagePath(version: KernelVersion): string {
  return join(root, '.cache', 'kernels', version, 'bzImage')
}

function fetchKernels(versions: readonly KernelVersion[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-kernels-'))
  try {
    const apt = privateApt(folder)
    apt('apt-get', ['update'])
    const names = apt('apt-cache', ['pkgnames', 'linux-image-']).split('\n')
    for (const version of versions) fetchKernel(version, names, apt, join(folder, version))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Apt = (command: 'apt-get' | 'apt-cache', args: string[], cwd?: string) => string

/** An apt with lists and a cache of its own, on the mirrors that this system's apt uses. */
function privateApt(folder: string): Apt {
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true })
  mkdirSync(join(folder, 'cache', 'archives', 'partial'), { recursive: true })
  const [main, security] = [mirror('Debian'), mirror('Debian-Security')]
  const sources = join(folder, 'sources.list')
  const lines = [`${main} bookworm`, `${security} bookworm-security`, `${security} bullseye-security`]
  writeFileSync(sources, lines.map((line) => `deb [signed-by=${keyring}] ${line} main\n`).join(''))
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option])
  return (command, args, cwd = folder) =>
    execFileSync(command, [...options, '-qq', ...args], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
}

function mirror(label: string): string {
  const list = ['indextargets', '--format', '$(SITE)', 'Created-By: Packages', 'Origin: Debian', `Label: ${label}`]
  const [site] = execFileSync('apt-get', list, { encoding: 'utf8' }).split('\n')
  if (!site) throw new Error(`apt has no source labelled ${label}: apt-get update, on a Debian system`)
  return site
}

function fetchKernel(version: KernelVersion, names: readonly string[], apt: Apt, folder: string): void {
  const image = new RegExp(`^linux-image-${version.replaceAll('.', '\\.')}\\.\\d.*-cloud-amd64$`)
  const found = names.filter((name) => image.test(name))
  const [newest] = found.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  if (newest === undefined) throw new Error(`Debian's archive has no linux-image-${version}.*-cloud-amd64`)
  mkdirSync(folder)
  apt('apt-get', ['download', newest], folder)
  const deb = readdirSync(folder).find((file) => file.endsWith('.deb'))
  if (deb === undefined) throw new Error(`apt-get download ${newest} brought nothing`)
  execFileSync('dpkg-deb', ['-x', deb, 'unpacked'], { cwd: folder })
  const boot = join(folder, 'unpacked', 'boot')
  const file = readdirSync(boot).find((name) => name.startsWith('vmlinuz'))
  if (file === undefined) throw new Error(`${newest} holds no boot/vmlinuz`)
  const own = join(root, '.cache', 'kernels', version)
  mkdirSync(own, { recursive: true })
  // Renamed when whole, so that a run that was ended leaves no half of it.
  cpSync(join(boot, file), join(own, 'partial'))
  renameSync(join(own, 'partial'), join(own, 'bzImage'))
}
