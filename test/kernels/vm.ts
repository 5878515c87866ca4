/**
 * Objects → what a kernel says of each of their programs.
 *
 *     objects + loader ─cpio─▶ initramfs ─▶ QEMU (software emulation) ─▶ JSON lines on a serial port
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const source = join(import.meta.dirname, 'loader.c')
/** All selftests take an idle machine two minutes; a busy one much longer. */
export const MOST_MILLISECONDS = 3_600_000
const tools = ['qemu-system-x86_64', 'cpio', 'gcc']

/** What came of one program; `program` is `.BTF` for the object's types by themselves, empty when the object cannot be opened. */
export interface Load {
  object: string
  program: string
  /** libbpf's name of the program type. */
  type?: string
  /** 0: loaded. */
  errno: number
  stage?: 'open' | 'btf' | 'map' | 'relocation' | 'program' | 'libbpf' | 'loader'
  /** The end of the verifier's log. */
  log?: string
  /** What libbpf warned of. */
  messages?: string
}

export interface KernelLoads {
  release: string
  loads: Load[]
}

/** Why no kernel can be booted here; undefined when one can. */
export function whyNoKernels(): string | undefined {
  if (process.arch !== 'x64') return `the kernels are for x64, this is ${process.arch}`
  const missing = tools.filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined)
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`
  if (!existsSync('/usr/include/bpf/libbpf.h')) return 'not installed: libbpf-dev'
  return undefined
}

export function buildLoader(folder: string): string {
  const loader = join(folder, 'loader')
  execFileSync('gcc', ['-O2', '-Wall', '-Werror', '-static', '-o', loader, source, '-lbpf', '-lelf', '-lz'])
  return loader
}

/** Loads every program of the objects on the kernel. Throws when the kernel does not get to the end. */
export async function loadOn(image: string, loader: string, objects: readonly string[]): Promise<KernelLoads> {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-vm-'))
  try {
    const initramfs = await makeInitramfs(folder, loader, objects)
    const [console, results] = [join(folder, 'console'), join(folder, 'results')]
    await run(
      'qemu-system-x86_64',
      // biome-ignore format: one option a line
      [
        '-accel', 'tcg',
        '-cpu', 'max',
        '-m', '1024',
        '-nodefaults',
        '-display', 'none',
        '-no-reboot',
        '-serial', `file:${console}`,
        '-serial', `file:${results}`,
        '-kernel', image,
        '-initrd', initramfs,
        // On a busy machine an emulated timer is late, and the kernel's check of it would panic.
        '-append', 'console=ttyS0 quiet panic=-1 oops=panic mitigations=off tsc=reliable no_timer_check',
      ],
      { timeout: MOST_MILLISECONDS, killSignal: 'SIGKILL' },
    )
    try {
      return readLoads(readFileSync(results, 'utf8'), objects)
    } catch (error) {
      throw new Error(`${image}: ${(error as Error).message}\n${readFileSync(console, 'utf8').slice(-2000)}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same on the running kernel. */
export async function loadHere(loader: string, objects: readonly string[]): Promise<KernelLoads> {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-here-'))
  try {
    const names = objects.map((object, index) => {
      const name = join(folder, String(index))
      copyFileSync(object, name)
      return name
    })
    const { stdout } = await run(loader, names, { maxBuffer: 256 << 20, timeout: MOST_MILLISECONDS })
    return readLoads(stdout, objects)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeInitramfs(folder: string, loader: string, objects: readonly string[]): Promise<string> {
  const tree = join(folder, 'tree')
  mkdirSync(join(tree, 'objects'), { recursive: true })
  copyFileSync(loader, join(tree, 'init'))
  for (const [index, object] of objects.entries()) copyFileSync(object, join(tree, 'objects', String(index)))
  const names = ['init', 'objects', ...objects.map((_, index) => `objects/${index}`)]
  const initramfs = join(folder, 'initramfs')
  const archive = execFileSync('cpio', ['-o', '-H', 'newc', '--quiet', '-R', '0:0'], {
    cwd: tree,
    input: `${names.join('\n')}\n`,
    maxBuffer: 512 << 20,
  })
  writeFileSync(initramfs, archive)
  return initramfs
}

/** The loader knows objects by their index. */
function readLoads(text: string, objects: readonly string[]): KernelLoads {
  let release: string | undefined
  let ended = false
  const loads: Load[] = []
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const value: Load | { release: string } | { end: true } = JSON.parse(line)
    if ('release' in value) release = value.release
    else if ('end' in value) ended = true
    else loads.push({ ...value, object: objects[Number(value.object)] ?? value.object })
  }
  if (release === undefined) throw new Error('the kernel did not come up')
  if (!ended) throw new Error(`the loader did not come to its end; the last line: ${JSON.stringify(loads.at(-1))}`)
  return { release, loads }
}
