import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createFileHashes } from './file_hashes.ts'
import { toolIdentity } from './identity.ts'
import { createMemoryStore } from './store.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-identity-'))
const outer = process.env.BPF_LINKER_NATIVE_PATH
afterEach(() => {
  if (outer === undefined) delete process.env.BPF_LINKER_NATIVE_PATH
  else process.env.BPF_LINKER_NATIVE_PATH = outer
  rmSync(folder, { recursive: true, force: true })
})

/** Of a native part that has these files, in a folder of its own. */
function identityOf(files: Record<string, string>): string {
  const part = mkdtempSync(path.join(mkdirSync(folder, { recursive: true }) ?? folder, 'part-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(part, name), text)
  process.env.BPF_LINKER_NATIVE_PATH = part
  return toolIdentity(createFileHashes(createMemoryStore(1 << 20)))
}

test('it is that of the files, wherever they are', () => {
  const files = { 'bpf-linker': '1', 'bpf-linker.node': '1', 'libbpf-linker.so': '1' }
  const first = identityOf(files)
  expect(identityOf(files)).toBe(first)
  expect(identityOf({ ...files, 'notes.txt': '1' })).toBe(first)
  const others = Object.keys(files).map((name) => identityOf({ ...files, [name]: '2' }))
  expect(new Set([first, ...others]).size).toBe(4)
  expect(identityOf({ 'bpf-linker': '1', 'libbpf-linker.so': '1' })).not.toBe(first)
})
