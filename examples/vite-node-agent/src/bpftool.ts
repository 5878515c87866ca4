// Loads an object through bpftool, under a folder of our own in the BPF file system, and takes it away again. A
// service that does more uses a loader library; the object is the same.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BPF_FILE_SYSTEM = '/sys/fs/bpf'

/** Why objects cannot be loaded here; undefined when they can. */
export function obstacle(): string | undefined {
  if (process.platform !== 'linux') return `BPF is a part of Linux, this is ${process.platform}`
  if (process.getuid?.() !== 0) return `loading needs root, this is user ${process.getuid?.()}`
  if (!existsSync(BPF_FILE_SYSTEM)) return `there is no ${BPF_FILE_SYSTEM}: the kernel was built without BPF`
  const { error, status, stderr } = spawnSync('bpftool', ['prog', 'show'], { encoding: 'utf8' })
  if (error) return 'bpftool is not installed (Debian: apt install bpftool)'
  if (status !== 0) return `bpftool has no access to BPF: ${stderr.trim()}`
  return undefined
}

/**
 * Loads all programs of the object and pins them, calls `use` with their paths, unpins them. Attaches nothing.
 * @throws Error with the verifier's log when the kernel refuses a program
 */
export function withLoaded<T>(bytes: Uint8Array, use: (programs: string[]) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'agent-'))
  const pins = join(BPF_FILE_SYSTEM, `agent-${process.pid}`)
  try {
    const file = join(directory, 'agent.bpf.o')
    writeFileSync(file, bytes)
    bpftool('prog', 'loadall', file, pins)
    return use(readdirSync(pins).map((name) => join(pins, name)))
  } finally {
    rmSync(pins, { recursive: true, force: true })
    rmSync(directory, { recursive: true, force: true })
  }
}

/** bpftool's text for one pinned program. */
export function describe(program: string): string {
  return bpftool('prog', 'show', 'pinned', program).trimEnd()
}

function bpftool(...args: string[]): string {
  return execFileSync('bpftool', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
