/** The native part behind a script that notes each of its processes: links are counted, not timed. */
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { nativePath } from '../../src/link/native.ts'

export interface CountedNative {
  /** For `BPF_LINKER_NATIVE_PATH`. */
  folder: string
  /** How many processes were started since this was asked last. */
  count(): number
}

/** @param folder A new one, made here */
export function countNative(folder: string): CountedNative {
  const real = path.dirname(nativePath())
  const log = path.join(folder, 'log')
  mkdirSync(folder, { recursive: true })
  for (const name of ['bpf-linker.node', 'libbpf-linker.so', 'include']) {
    symlinkSync(path.join(real, name), path.join(folder, name))
  }
  const script = path.join(folder, 'bpf-linker')
  writeFileSync(script, `#!/bin/sh\necho process >> '${log}'\nexec '${real}/bpf-linker' "$@"\n`)
  chmodSync(script, 0o755)
  writeFileSync(log, '')
  return {
    folder,
    count() {
      const lines = readFileSync(log, 'utf8').split('\n').length - 1
      writeFileSync(log, '')
      return lines
    },
  }
}
