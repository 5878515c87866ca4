/**
 * Real BPF programs, none of them ours: the selftests and samples of Debian's
 * `linux-source-6.1`, unpacked once, with a `vmlinux.h`; in `.cache/kernel-sources`.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { release } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kept } from '../support/kept.ts'

const archive = '/usr/src/linux-source-6.1.tar.xz'
const top = 'linux-source-6.1'
const runningBtf = '/sys/kernel/btf/vmlinux'

/** The repository's root. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

export interface KernelSources {
  /** `tools/testing/selftests/bpf`. */
  selftests: string
  /** Absolute paths of `progs/*.c`, sorted. */
  programs: string[]
  /** Where `vmlinux.h` is. */
  vmlinuxDir: string
  /** What every program of the selftests is compiled with: folders for `-I`. */
  includeDirs: string[]
  /** Names for `-D`, as the selftests' Makefile sets them. */
  defines: string[]
}

/** Unpacks where nobody has. Throws with what to install when the archive is missing. */
export function kernelSources(): KernelSources {
  const cache = cachedSources()
  const sources = join(cache, top)
  const vmlinuxDir = join(cache, 'vmlinux')
  if (!existsSync(join(vmlinuxDir, 'vmlinux.h'))) writeVmlinux(vmlinuxDir)

  const selftests = join(sources, 'tools/testing/selftests/bpf')
  const progs = join(selftests, 'progs')
  return {
    selftests,
    programs: readdirSync(progs)
      .filter((name) => name.endsWith('.c'))
      .sort()
      .map((name) => join(progs, name)),
    vmlinuxDir,
    includeDirs: [vmlinuxDir, selftests, progs, join(sources, 'tools/include/uapi')],
    defines: ['__TARGET_ARCH_x86'],
  }
}

/** The multi-file programs of the selftests' Makefile (`LINKED_SKELS`), by name. */
export const LINKED_SKELS: Record<string, string[]> = {
  test_static_linked: ['test_static_linked1.c', 'test_static_linked2.c'],
  linked_funcs: ['linked_funcs1.c', 'linked_funcs2.c'],
  linked_vars: ['linked_vars1.c', 'linked_vars2.c'],
  linked_maps: ['linked_maps1.c', 'linked_maps2.c'],
  test_subskeleton: ['test_subskeleton_lib2.c', 'test_subskeleton_lib.c', 'test_subskeleton.c'],
  test_usdt: ['test_usdt.c', 'test_usdt_multispec.c'],
}

export interface CorpusCase {
  name: string
  inputs: string[]
}

/** Every `step`-th program, from `first` on, and the multi-file ones. */
export function corpusCases(sources: KernelSources, step: number, first: number): CorpusCase[] {
  const progs = join(sources.selftests, 'progs')
  const linked = Object.values(LINKED_SKELS).map((names) => names.map((name) => join(progs, name)))
  // The parts of a multi-file program refer to each other.
  const parts = new Set(linked.flat())
  const single = sources.programs
    .filter((path, index) => index % step === first && !parts.has(path))
    .map((path) => [path])
  return [...single, ...linked].map((inputs) => ({ inputs, name: inputs.map((each) => basename(each)).join(' + ') }))
}

function cachedSources(): string {
  if (!existsSync(archive)) throw new Error(`${archive} is missing: apt-get install linux-source-6.1`)
  const { size, mtimeMs } = statSync(archive)
  // The release, for the header of the running kernel's types.
  return kept('kernel-sources', `${size} ${mtimeMs} ${release()}`, (folder) => {
    const parts = ['tools/testing/selftests/bpf', 'samples/bpf', 'tools/include'].map((part) => `${top}/${part}`)
    execFileSync('tar', ['-xJf', archive, '-C', folder, ...parts])
  })
}

/** A folder with the `vmlinux.h` of a kernel of the sources' own release, whose fields the selftests name. */
export function ownVmlinuxDir(): string {
  const folder = join(cachedSources(), 'vmlinux-6.1')
  if (!existsSync(join(folder, 'vmlinux.h'))) writeHeader(folder, kernelImageBtf)
  return folder
}

function writeVmlinux(folder: string): void {
  writeHeader(folder, existsSync(runningBtf) ? () => runningBtf : kernelImageBtf)
}

function writeHeader(folder: string, btfFor: (folder: string) => string): void {
  mkdirSync(folder, { recursive: true })
  const btf = btfFor(folder)
  const header = execFileSync('bpftool', ['btf', 'dump', 'file', btf, 'format', 'c'], { maxBuffer: 64 << 20 })
  const temporary = join(folder, `vmlinux.h.${process.pid}`)
  writeFileSync(temporary, header)
  renameSync(temporary, join(folder, 'vmlinux.h'))
}

/** The BTF of Debian's kernel image, fetched by apt and never installed: for where the running kernel shows none. */
function kernelImageBtf(folder: string): string {
  const temporary = mkdtempSync(join(folder, 'image-'))
  try {
    const depends = execFileSync('apt-cache', ['depends', 'linux-image-cloud-amd64'], { encoding: 'utf8' })
    const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1]
    if (name === undefined) throw new Error('apt-cache knows no linux-image-cloud-amd64: apt-get update')
    execFileSync('apt-get', ['download', name], { cwd: temporary, stdio: 'ignore' })
    const deb = readdirSync(temporary).find((file) => file.endsWith('.deb'))
    if (deb === undefined) throw new Error(`apt-get download ${name} brought nothing`)
    execFileSync('dpkg-deb', ['-x', deb, '.'], { cwd: temporary })
    const image = readdirSync(join(temporary, 'boot')).find((file) => file.startsWith('vmlinuz'))
    if (image === undefined) throw new Error(`${name} holds no boot/vmlinuz`)
    const vmlinux = join(folder, 'vmlinux')
    writeFileSync(vmlinux, decompressKernel(readFileSync(join(temporary, 'boot', image))))
    return vmlinux
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** The ELF file inside a bzImage: the payload that one of the kernel's compressors made (scripts/extract-vmlinux). */
function decompressKernel(image: Buffer): Buffer {
  const compressors: [Buffer, string, string[]][] = [
    [Buffer.from('02214c18', 'hex'), 'lz4', ['-dc']],
    [Buffer.from('fd377a585a00', 'hex'), 'xz', ['-dc', '--single-stream']],
    [Buffer.from('28b52ffd', 'hex'), 'zstd', ['-dc']],
    [Buffer.from('1f8b08', 'hex'), 'gzip', ['-dc']],
  ]
  for (const [magic, command, args] of compressors) {
    for (let at = image.indexOf(magic); at >= 0; at = image.indexOf(magic, at + 1)) {
      try {
        return execFileSync(command, args, {
          input: image.subarray(at),
          maxBuffer: 256 << 20,
          stdio: ['pipe', 'pipe', 'ignore'],
        })
      } catch (error) {
        // The payload is followed by other bytes, of which gzip and zstd complain; what came before is the kernel.
        const output = (error as { stdout?: Buffer }).stdout
        if (output !== undefined && output.subarray(0, 4).toString('latin1') === '\x7fELF') return output
      }
    }
  }
  throw new Error('no compressed kernel was found in the image')
}
