import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  BpfLinkerError,
  codeFrame,
  type Diagnostic,
  type FixIt,
  type Framed,
  HOST_CODES,
  NATIVE_CODES,
} from './errors.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

describe('codes', () => {
  it('are the same in native code', () => {
    const native = [...read('native/support/codes.def').matchAll(/^BPF_LINKER_CODE\((\w+)\)/gm)].map(
      (match) => match[1],
    )
    expect(native).toEqual([...NATIVE_CODES])
  })

  it('are each explained in docs/errors.md', () => {
    const rows = read('docs/errors.md').matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)
    const explained = [...rows].flatMap((row) => [...(row[1] ?? '').matchAll(/[A-Z_]+/g)].map(String)).sort()
    expect(explained).toEqual([...NATIVE_CODES, ...HOST_CODES].sort())
  })
})

describe('codeFrame', () => {
  it('puts the caret under the column', () => {
    expect(codeFrame({ line: 12, column: 5, length: 3, sourceLine: 'int foo = 1' })).toBe(
      '12 | int foo = 1\n   |     ^~~',
    )
  })

  it('keeps tabs before the caret', () => {
    expect(codeFrame({ line: 1, column: 3, sourceLine: '\t\tx' })).toBe('1 | \t\tx\n  | \t\t^')
  })

  it('counts bytes, as clang does', () => {
    expect(codeFrame({ line: 1, column: 8, sourceLine: '/* é */ x' })).toBe('1 | /* é */ x\n  |       ^')
  })

  const fix: FixIt = { file: '/a.c', line: 1, column: 6, endLine: 1, endColumn: 9, text: 'foo' }
  const guessed: Framed = { file: '/a.c', line: 1, column: 6, length: 3, sourceLine: 'x = (fou)' }
  const note: Diagnostic = { severity: 'note', code: 'COMPILE_ERROR', message: "'foo' declared here" }

  it('shows what would mend the line, as clang does', () => {
    const drawn = '1 | x = (fou)\n  |      ^~~\n  |      foo'
    expect(codeFrame({ ...guessed, fixIts: [fix] })).toBe(drawn)
    expect(codeFrame({ ...guessed, notes: [{ ...note, file: '/b.h', line: 3, fixIts: [fix] }] })).toBe(drawn)
  })

  it.each([
    ['another line', [{ ...fix, line: 2, endLine: 2 }]],
    ['another file', [{ ...fix, file: '/b.h' }]],
    ['several places', [fix, { ...fix, column: 2, endColumn: 2 }]],
    ['several lines', [{ ...fix, text: 'foo\n' }]],
  ])('shows none of %s', (_, fixIts) => {
    expect(codeFrame({ ...guessed, fixIts })).toBe('1 | x = (fou)\n  |      ^~~')
  })

  it('needs a line and its text', () => {
    expect(codeFrame({ line: 1 })).toBeUndefined()
    expect(codeFrame({ sourceLine: 'x' })).toBeUndefined()
  })
})

describe('BpfLinkerError.fromDiagnostics', () => {
  it('speaks with the first error and keeps all diagnostics', () => {
    const error = BpfLinkerError.fromDiagnostics(
      [
        { severity: 'warning', code: 'COMPILE_WARNING', message: 'unused' },
        {
          severity: 'error',
          code: 'COMPILE_ERROR',
          message: 'no member',
          file: '/a.c',
          line: 2,
          column: 1,
          sourceLine: 'x',
        },
      ],
      ['/a.c'],
    )
    expect(error).toMatchObject({
      code: 'COMPILE_ERROR',
      message: 'no member',
      file: '/a.c',
      line: 2,
      dependencies: ['/a.c'],
    })
    expect(error.frame).toBe('2 | x\n  | ^')
    expect(error.diagnostics).toHaveLength(2)
  })

  it('is the first error as a diagnostic again, with all that it had', () => {
    const first: Diagnostic = { severity: 'error', code: 'COMPILE_ERROR', message: 'no', line: 1, sourceLine: 'x' }
    expect(BpfLinkerError.fromDiagnostics([first], ['/a.c']).toDiagnostic()).toEqual(first)
  })

  it('refuses a list without an error', () => {
    expect(() => BpfLinkerError.fromDiagnostics([])).toThrow(TypeError)
  })
})
