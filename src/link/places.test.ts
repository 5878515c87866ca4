import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Diagnostic } from '../errors.ts'
import { placeDiagnostics } from './places.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-places-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(path.join(folder, 'disk.c'), 'one\r\ntwo\n')
const inputs = [{ path: 'disk.c' }, { name: 'memory.c', bytes: Buffer.from('first\nsecond\n') }]

function placed(diagnostic: Partial<Diagnostic>): Diagnostic | undefined {
  const whole: Diagnostic = { severity: 'error', code: 'SYMBOL_DUPLICATE', message: 'm', ...diagnostic }
  return placeDiagnostics([whole], { folder, inputs })[0]
}

test('paths of debug info become absolute, with the source line', () => {
  expect(placed({ file: './disk.c', line: 1 })).toMatchObject({ file: path.join(folder, 'disk.c'), sourceLine: 'one' })
})

test('inputs from memory keep their name', () => {
  expect(placed({ file: './memory.c', line: 2 })).toMatchObject({ file: 'memory.c', sourceLine: 'second' })
})

test('notes are placed too', () => {
  const note: Diagnostic = { severity: 'note', code: 'SYMBOL_DUPLICATE', message: 'n', file: './disk.c', line: 2 }
  expect(placed({ notes: [note] })?.notes).toEqual([{ ...note, file: path.join(folder, 'disk.c'), sourceLine: 'two' }])
})

test('what is known stays, what cannot be known is left out', () => {
  expect(placed({ file: '/x/a.c', line: 3, sourceLine: 'kept' })).toMatchObject({ file: '/x/a.c', sourceLine: 'kept' })
  expect(placed({ file: './gone.c', line: 3 })).not.toHaveProperty('sourceLine')
  expect(placed({})).toEqual({ severity: 'error', code: 'SYMBOL_DUPLICATE', message: 'm' })
})
