/** Loading objects on the running kernel, by bpftool; nothing is ever attached. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PATIENCE } from '../support/patience.ts'

const bpffs = '/sys/fs/bpf'

/** Why objects cannot be loaded here; undefined when they can. */
export function whyNoLoading(): string | undefined {
  if (process.getuid?.() !== 0) return 'loading BPF programs needs root'
  try {
    execFileSync('bpftool', ['prog', 'list'], { stdio: 'ignore' })
  } catch {
    return 'bpftool cannot list programs: not installed, or the kernel does not permit BPF'
  }
  if (!existsSync(bpffs)) return `${bpffs} is missing: the kernel has no BPF file system`
  try {
    execFileSync('mountpoint', ['-q', bpffs])
  } catch {
    try {
      execFileSync('mount', ['-t', 'bpf', 'bpf', bpffs], { stdio: 'ignore' })
    } catch {
      return `the BPF file system cannot be mounted on ${bpffs}`
    }
  }
  return undefined
}

export type LoadOutcome = { loaded: true } | { loaded: false; messages: string }

/** `bpftool prog loadall`; the pins are removed at once, and the programs with them. */
export async function loadObject(object: string): Promise<LoadOutcome> {
  mkdirSync(bpffs, { recursive: true })
  const pins = mkdtempSync(join(bpffs, 'bpf-linker-test-'))
  try {
    await promisify(execFile)('bpftool', ['prog', 'loadall', object, pins], { timeout: PATIENCE, maxBuffer: 256 << 20 })
    return { loaded: true }
  } catch (error) {
    return { loaded: false, messages: String((error as { stderr?: string }).stderr ?? error) }
  } finally {
    rmSync(pins, { recursive: true, force: true })
  }
}
