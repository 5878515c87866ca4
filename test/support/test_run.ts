/** Runs programs on the running kernel on bytes of our own (BPF_PROG_TEST_RUN); nothing is attached. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PATIENCE } from './patience.ts'

export interface Ran {
  result: number
  /** The packet afterwards, in hexadecimal. */
  packet: string
}

/** What `program` of the object returns for each packet, and what it makes of it. */
export function runOnPackets(object: Uint8Array, program: string, packets: readonly Uint8Array[]): Ran[] {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-run-'))
  const pins = mkdtempSync('/sys/fs/bpf/bpf-linker-run-')
  const [file, before, after] = ['object.o', 'in', 'out'].map((name) => join(folder, name)) as [string, string, string]
  const bpftool = (...args: string[]) =>
    execFileSync('bpftool', args, { encoding: 'utf8', timeout: PATIENCE, stdio: 'pipe' })
  try {
    writeFileSync(file, object)
    bpftool('prog', 'loadall', file, pins)
    return packets.map((packet) => {
      writeFileSync(before, packet)
      rmSync(after, { force: true })
      const pinned = join(pins, program)
      const said = bpftool('-j', 'prog', 'run', 'pinned', pinned, 'data_in', before, 'data_out', after)
      const { retval } = JSON.parse(said) as { retval: number }
      return { result: retval, packet: readFileSync(after).toString('hex') }
    })
  } finally {
    rmSync(pins, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}
