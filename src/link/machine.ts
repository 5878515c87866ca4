/**
 * What of this machine decides which native part fits, and what of this package
 * decides which exist.
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with our package.json; the same two steps up from `src/link` and `dist/link`. */
export const packageRoot: string = fileURLToPath(new URL('../../', import.meta.url))

interface PackageJson {
  version: string
  optionalDependencies?: Record<string, string>
}

let packageJson: PackageJson | undefined

function ownPackage(): PackageJson {
  packageJson ??= JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')) as PackageJson
  return packageJson
}

/** `version` of our package.json. */
export function packageVersion(): string {
  return ownPackage().version
}

const SCOPE = '@bpf-linker/'

const IN_PROCESS = 'in-process-'

/** The platforms that this version was published for, such as `linux-x64`. Empty in a checkout. */
export function publishedPlatforms(): string[] {
  return Object.keys(ownPackage().optionalDependencies ?? {})
    .filter((name) => name.startsWith(SCOPE))
    .map((name) => name.slice(SCOPE.length))
    .filter((name) => !name.startsWith(IN_PROCESS))
}

/** `linux-x64`, `darwin-arm64`: the name of the platform package that fits. On Linux its executable needs no libc. */
export function thisPlatform(): string {
  return `${process.platform}-${process.arch}`
}

/** `in-process-linux-x64-gnu`: the name of the addon's package, which shares the libc of the running node. */
export function thisAddon(): string {
  return process.platform === 'linux' ? `${IN_PROCESS}${thisPlatform()}-${libc()}` : `${IN_PROCESS}${thisPlatform()}`
}

/** The folder of the package `@bpf-linker/<name>`, found as our own dependency is. */
export function installedPackage(name: string): string | undefined {
  try {
    return path.dirname(createRequire(import.meta.url).resolve(`${SCOPE}${name}/package.json`))
  } catch {
    return undefined
  }
}

/** The platforms whose packages are installed, also those of other machines. */
export function installedPlatforms(): string[] {
  const roots = createRequire(import.meta.url).resolve.paths(`${SCOPE}any`) ?? []
  const found = roots.flatMap((root) => {
    try {
      return readdirSync(path.join(root, SCOPE))
    } catch {
      return []
    }
  })
  return [...new Set(found)].filter((name) => !name.startsWith(IN_PROCESS)).sort()
}

/**
 * Which C library the running node uses, by the program interpreter in its ELF
 * file: under 0.1 ms, where `process.report` takes 8.
 */
function libc(): 'gnu' | 'musl' {
  return /ld-musl/.test(interpreter(process.execPath)) ? 'musl' : 'gnu'
}

/** PT_INTERP of a 64-bit ELF file; '' when it has none or is no such file. */
function interpreter(file: string): string {
  const head = Buffer.alloc(4096)
  const fd = openSync(file, 'r')
  try {
    const size = readSync(fd, head, 0, head.length, 0)
    // System V ABI: e_phoff at 32, e_phentsize at 54, e_phnum at 56; Elf64_Phdr: p_type 0, p_offset 8, p_filesz 32.
    if (size < 64 || head.readUInt32BE(0) !== 0x7f454c46 || head[4] !== 2 || head[5] !== 1) return ''
    const entrySize = head.readUInt16LE(54)
    for (let i = 0; i < head.readUInt16LE(56); i++) {
      const at = Number(head.readBigUInt64LE(32)) + i * entrySize
      if (at + 56 > size) return ''
      if (head.readUInt32LE(at) !== 3) continue
      const offset = Number(head.readBigUInt64LE(at + 8))
      return head.toString('latin1', offset, offset + Number(head.readBigUInt64LE(at + 32)))
    }
    return ''
  } catch {
    return ''
  } finally {
    closeSync(fd)
  }
}
