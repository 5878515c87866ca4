import { expect, test } from 'vitest'
import { readCargoOutput } from './messages.ts'
import type { CrateTarget } from './metadata.ts'

const crate: CrateTarget = {
  kind: 'cdylib',
  name: 'probe',
  source: '/app/src/lib.rs',
  workspaceRoot: '/app',
  folder: '/app/probe',
  targetDirectory: '/app/target/bpf-linker',
}
const target = { name: 'probe', kind: ['rlib', 'cdylib'], src_path: '/app/src/lib.rs' }
const message = { level: 'warning', message: 'unused', code: null, spans: [], children: [] }

test("messages of every crate, the artifact of one, and a build script's own lines left out", () => {
  const lines = [
    'compiled by hand {',
    '{ not JSON',
    { reason: 'compiler-message', target: { ...target, name: 'other' }, message },
    {
      reason: 'compiler-artifact',
      target: { ...target, src_path: '/elsewhere/lib.rs' },
      filenames: ['/x'],
      executable: null,
    },
    {
      reason: 'compiler-artifact',
      target,
      filenames: ['/t/libprobe.rlib', '/t/libprobe.rmeta', '/t/libprobe.so'],
      executable: null,
    },
    { reason: 'build-finished', success: true },
  ]
  const stdout = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  expect(readCargoOutput(stdout, crate)).toEqual({ messages: [message], artifact: '/t/libprobe.so' })
})

test('a binary is its executable; without an artifact there is none', () => {
  const bin = { ...target, kind: ['bin'] }
  const line = JSON.stringify({
    reason: 'compiler-artifact',
    target: bin,
    filenames: ['/t/probe'],
    executable: '/t/probe',
  })
  expect(readCargoOutput(line, { ...crate, kind: 'bin' }).artifact).toBe('/t/probe')
  expect(readCargoOutput('', crate)).toEqual({ messages: [], artifact: undefined })
})
