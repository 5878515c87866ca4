import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { assertionsOf, comparable, interfaceSuite, interfacesOf, judge } from './interfaces.ts'

// Every twelfth: some 45 programs.
interfaceSuite(12, 4)

it('a wrong size or place is noticed', () => {
  const header = 'struct event {\n\tint pid;\n\tunion {\n\t\tint code;\n\t};\n};\n'
  const text = (size: number, byte: number) =>
    `/** struct event, ${size} bytes */\nexport interface event {\n  /** int at byte 0 */\n  pid: number\n  /** int at byte ${byte} */\n  readonly code: number\n}\n`
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-interfaces-'))
  const said = (size: number, byte: number) =>
    judge(header, assertionsOf(comparable(interfacesOf(text(size, byte)), header)), join(folder, 'x.c'))
  try {
    expect(said(8, 4)).toBe('')
    expect(said(12, 4)).toContain('size of struct event')
    expect(said(8, 0)).toContain('struct event code')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
