/** The native part behind a script that notes each of its processes: links are counted, not timed. */
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { nativePath } from '../../src/link/native.ts'

export interface CountedNative {
  /** For `BPF_LINKER_NATIVE_PATH`. */
  folder: string
  /** How many processes were started since {@link CountedNative.reset}. */
  started(): number
  /** How many of them ended by themselves. */
  ended(): number
  reset(): void
}

/**
 * @param folder A new one, made here
 * @param seconds What each process takes longer
 */
export function countNative(folder: string, seconds = 0): CountedNative {
  const real = path.dirname(nativePath())
  const [starts, ends] = [path.join(folder, 'starts'), path.join(folder, 'ends')]
  mkdirSync(folder, { recursive: true })
  for (const name of ['bpf-linker.node', 'libbpf-linker.so', 'include']) {
    symlinkSync(path.join(real, name), path.join(folder, name))
  }
  const script = path.join(folder, 'bpf-linker')
  const wait = seconds === 0 ? '' : `sleep ${seconds}\n`
  writeFileSync(script, `#!/bin/sh\necho >> '${starts}'\n${wait}'${real}/bpf-linker' "$@"\necho >> '${ends}'\n`)
  chmodSync(script, 0o755)
  const counted: CountedNative = {
    folder,
    started: () => readFileSync(starts, 'utf8').length,
    ended: () => readFileSync(ends, 'utf8').length,
    reset() {
      for (const file of [starts, ends]) writeFileSync(file, '')
    },
  }
  counted.reset()
  return counted
}
