// Loads an object through bpftool, under a folder of our own in the BPF file system, and takes it away again.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

/** Loads all programs of the object and pins its maps, calls `use` with the folder of the maps, unpins everything. */
export function withLoaded(bytes: Uint8Array, use: (maps: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'typed-events-'))
  const pins = join(BPF_FILE_SYSTEM, `typed-events-${process.pid}`)
  try {
    const file = join(folder, 'events.bpf.o')
    writeFileSync(file, bytes)
    mkdirSync(pins)
    execFileSync('bpftool', ['prog', 'loadall', file, join(pins, 'programs'), 'pinmaps', join(pins, 'maps')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    use(join(pins, 'maps'))
  } finally {
    rmSync(pins, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface MapEntry {
  key: Uint8Array
  value: Uint8Array
}

/** What `bpftool map dump -j` prints. */
export function dumpMap(pinned: string): MapEntry[] {
  const text = execFileSync('bpftool', ['-j', 'map', 'dump', 'pinned', pinned], { encoding: 'utf8' })
  const entries = JSON.parse(text) as { key: string[]; value: string[] }[]
  return entries.map(({ key, value }) => ({ key: Uint8Array.from(key, Number), value: Uint8Array.from(value, Number) }))
}

export function updateMap(pinned: string, key: Uint8Array, value: Uint8Array): void {
  const bytes = (list: Uint8Array) => Array.from(list, String)
  execFileSync('bpftool', ['map', 'update', 'pinned', pinned, 'key', ...bytes(key), 'value', ...bytes(value)])
}
