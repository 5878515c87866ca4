/**
 * The one error for a native part that cannot be found or started: every
 * attempt, and only the remedies that fit this machine, each a line to paste.
 * Pure, so that every machine can be tested on any.
 */
import { BpfLinkerError } from '../errors.ts'

export interface Attempt {
  place: string
  problem: string
}

export interface Situation {
  version: string
  /** Such as `linux-x64`. */
  platform: string
  attempts: Attempt[]
  /** `BPF_LINKER_NATIVE_PATH`. */
  override: string | undefined
  /** The package's folder when it has the native source: a checkout. */
  sourceRoot: string | undefined
  /** The platforms that this version exists for. */
  published: string[]
  /** The platforms whose packages lie in node_modules. */
  installed: string[]
  /** `npm`, `pnpm`, `yarn`, `bun`; undefined: not known. */
  packageManager: string | undefined
}

export function nativeMissing(situation: Situation): BpfLinkerError {
  const attempts = situation.attempts.map(({ place, problem }) => `  - ${place}: ${problem}`)
  return new BpfLinkerError(
    'NATIVE_MISSING',
    `bpf-linker ${situation.version} found no native part for ${situation.platform}; looked for:\n${attempts.join('\n')}`,
    { hint: remedies(situation).join('\n') },
  )
}

function remedies(s: Situation): string[] {
  if (s.override !== undefined) {
    return [
      'let BPF_LINKER_NATIVE_PATH name the folder with the executable bpf-linker, or that file; unset, the installed one is used',
    ]
  }
  const build = s.sourceRoot === undefined ? [] : [buildLine(s.platform, s.sourceRoot)]
  if (s.sourceRoot !== undefined && s.published.length === 0) return build
  if (!s.published.includes(s.platform)) return [...build, ...notPublished(s)]
  const others = s.installed.filter((platform) => platform !== s.platform)
  if (others.length > 0 && !s.installed.includes(s.platform)) {
    return [
      ...build,
      `install on the machine that runs it; node_modules is of another platform ` +
        `(it has ${others.map((p) => `@bpf-linker/${p}`).join(', ')}), ` +
        'as when it is copied into a container or shared between Windows and WSL:',
      `  rm -rf node_modules && ${install(s)}`,
      ...(s.packageManager === 'pnpm' || s.packageManager === 'yarn'
        ? [`or let ${s.packageManager} install for both: list them under supportedArchitectures`]
        : []),
    ]
  }
  return [
    ...build,
    'install with optional dependencies; they were left out (--omit=optional, --no-optional), or the lock file was made on another platform:',
    `  ${install(s)}`,
    `or name it: ${add(s)}`,
  ]
}

/** Where the source lies, which is built differently on each system. */
function buildLine(platform: string, sourceRoot: string): string {
  return isMac(platform)
    ? `build it (Homebrew's LLVM 23, not tried yet): ${sourceRoot}/docs/releasing.md, 'macOS and Windows', has the lines`
    : `build it (Debian 12, LLVM 22.1): cd ${sourceRoot} && node scripts/setup.mjs`
}

function notPublished(s: Situation): string[] {
  const lines = [`this version exists for: ${s.published.join(', ') || 'none'}`]
  if (s.platform.startsWith('linux-')) return lines
  lines.push('run the build in a container, in WSL 2 or in CI, on Linux (FROM node:22-bookworm-slim)')
  if (isMac(s.platform) && s.sourceRoot === undefined) {
    lines.push(
      `or build @bpf-linker/${s.platform} from the source, which was not tried on a Mac yet: docs/releasing.md there`,
    )
  }
  return lines
}

function isMac(platform: string): boolean {
  return platform.startsWith('darwin-')
}

function install(s: Situation): string {
  switch (s.packageManager) {
    case 'pnpm':
    case 'yarn':
    case 'bun':
      return `${s.packageManager} install`
    default:
      return 'npm install --include=optional'
  }
}

function add(s: Situation): string {
  const verb =
    s.packageManager === undefined || s.packageManager === 'npm'
      ? 'npm install --save-optional'
      : `${s.packageManager} add ${s.packageManager === 'bun' ? '--optional' : '-O'}`
  return `${verb} @bpf-linker/${s.platform}@${s.version}`
}
