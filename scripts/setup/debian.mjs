// Debian packages: installed when root, else the exact command is printed.
import { capture, run, SetupError, say } from './run.mjs'

/** What the native part is built with, and what the example runs. The headers of libbpf and Linux: headers.mjs. */
const BUILD = [
  'g++',
  'cmake',
  'ninja-build',
  'ccache',
  'lld-22',
  'llvm-22-dev',
  'libclang-22-dev', // clang's libraries
  'libclang-common-22-dev', // clang's own headers, which travel in the package
  'zlib1g-dev',
  'libzstd-dev',
  'bpftool',
]

/** What the tests compare with, and whose programs they compile. */
const TESTS = [
  'clang-22',
  'llvm-22',
  'llvm-22-tools',
  'clang-format-22',
  'linux-source-6.1',
  'libbpf-dev', // an older one, for the `headers` option
  'xz-utils',
  'binutils',
  'gcc',
]

/** What `npm run test:kernels` boots kernels with; elsewhere it says what is missing and skips. */
const KERNELS = ['qemu-system-x86', 'cpio', 'gcc', 'libc6-dev', 'libbpf-dev', 'libelf-dev', 'zlib1g-dev']

/** What opens the page of an example: Chromium without its windows, a third less to download. */
const BROWSER = ['chromium-headless-shell']

export function ensureDebianPackages({ tests, kernels }) {
  installDebianPackages(tests ? [...BUILD, ...TESTS] : BUILD)
  if (tests) ensureIfPossible(BROWSER, 'no page will be opened in a browser')
  if (kernels) ensureIfPossible(KERNELS, 'no kernels will be booted')
}

/** Tests that need them say what is missing and skip. */
function ensureIfPossible(wanted, without) {
  try {
    installDebianPackages(wanted)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`${without}: ${error.message}`)
  }
}

/** Installs what is missing of some packages. */
export function installDebianPackages(wanted) {
  const missing = wanted.filter((name) => !isInstalled(name))
  if (missing.length === 0) return

  const install = ['install', '-y', '--no-install-recommends', ...missing]
  if (capture('apt-get', ['--version']) === undefined) {
    throw new SetupError(`this set-up knows Debian only; it needs these packages: ${missing.join(' ')}`, 3)
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      `packages are missing. Run:\n\n  sudo apt-get update && sudo apt-get ${install.join(' ')}\n`,
      3,
    )
  }
  say(`installing ${missing.length} Debian packages`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['-qq', 'update'], { env })
  run('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...install], { env, stdio: ['ignore', 'ignore', 2] })
}

function isInstalled(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholder.
  return capture('dpkg-query', ['-W', '-f=${Status}', name]) === 'install ok installed'
}
