// Source packages of Debian with BPF programs by many authors: which there are, and where their programs and headers
// are.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aptOf } from '../../scripts/bare/apt.mjs'
import { cacheFolder } from '../../scripts/setup/cache_folder.mjs'
import { capture, run } from '../../scripts/setup/run.mjs'

/** Some mirrors lack a version of one suite and have it in the next. */
const SUITES = ['unstable', 'trixie']

/**
 * What is compiled of each: `programs` are folders below the source, `includeDirs` too; `vmlinux` says that they
 * include a `vmlinux.h` that the package generates.
 */
export const PACKAGES = {
  'xdp-tools': { programs: ['.'], includeDirs: ['headers', 'headers/xdp', 'lib', 'lib/libxdp'], vmlinux: true },
  suricata: { programs: ['ebpf'], includeDirs: ['ebpf', 'ebpf/include'] },
  'golang-github-cilium-ebpf': {
    programs: ['testdata', 'btf', 'link', 'features', 'cmd', 'internal'],
    includeDirs: ['testdata', 'examples/headers'],
  },
  'network-manager': { programs: ['src/core/bpf'], includeDirs: ['src'] },
  pwru: { programs: ['bpf'], includeDirs: ['bpf', 'bpf/headers'], vmlinux: true },
  qemu: { programs: ['tools/ebpf'], includeDirs: [] },
  systemd: { programs: ['src'], includeDirs: ['src/basic', 'src/shared', 'src/fundamental'], vmlinux: true },
  'falcosecurity-libs': { programs: ['driver/modern_bpf'], includeDirs: ['.', 'driver/modern_bpf'] },
  bpfcc: { programs: ['libbpf-tools'], includeDirs: ['libbpf-tools', 'libbpf-tools/x86'] },
  'udev-hid-bpf': { programs: ['src/bpf'], includeDirs: ['src/bpf'], vmlinux: true },
}

/** The folder of a package's source, downloaded once; undefined where the archive does not have it now. */
export function sourceOf(name) {
  const folder = join(cacheFolder(), 'debian-sources', name)
  if (!existsSync(folder) && !fetch(name, folder)) return undefined
  const [source] = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return source && join(folder, source.name)
}

/** `apt-get source` with lists of our own: signatures are checked, the machine's sources stay as they are. */
function fetch(name, folder) {
  const own = join(cacheFolder(), 'apt', 'sources')
  for (const each of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(own, each), { recursive: true })
  const known = aptOf('bookworm')
  if (known === undefined) return false
  const making = `${folder}.${process.pid}`
  mkdirSync(making, { recursive: true })
  try {
    return SUITES.some((suite) => {
      writeFileSync(join(own, 'sources.list'), `deb-src ${known.archive} ${suite} main\n`)
      const settings = [
        `Dir::Etc::sourcelist=${own}/sources.list`,
        'Dir::Etc::sourceparts=/dev/null',
        `Dir::State::lists=${own}/lists`,
        `Dir::Cache=${own}/cache`,
        'APT::Sandbox::User=root',
      ].flatMap((setting) => ['-o', setting])
      run('apt-get', ['-qq', ...settings, 'update'])
      const got = capture('apt-get', ['-qq', ...settings, 'source', name], { cwd: making }) !== undefined
      if (got) renameSync(making, folder)
      return got
    })
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}
