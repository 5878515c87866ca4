import { describe, expect, test } from 'vitest'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import { drawDiagnostics, drawError } from './diagnostics.ts'

const compileError: Diagnostic = {
  severity: 'error',
  code: 'COMPILE_ERROR',
  message: "use of undeclared identifier 'foo'",
  file: '/app/src/a.bpf.c',
  line: 12,
  column: 10,
  length: 3,
  sourceLine: '\treturn foo;',
  hint: 'declare it',
  notes: [
    {
      severity: 'note',
      code: 'COMPILE_ERROR',
      message: 'included from here',
      file: '/usr/include/b.h',
      line: 1,
      column: 1,
    },
  ],
}
const warning: Diagnostic = {
  severity: 'warning',
  code: 'COMPILE_WARNING',
  message: 'unused',
  file: '/app/a.c',
  line: 1,
}

describe('diagnostics', () => {
  test('are drawn as compilers do, errors last', () => {
    expect(drawDiagnostics([compileError, warning], { cwd: '/app' })).toBe(
      [
        'a.c:1: warning: unused [COMPILE_WARNING]',
        "src/a.bpf.c:12:10: error: use of undeclared identifier 'foo' [COMPILE_ERROR]",
        '  12 | \treturn foo;',
        '     | \t        ^~~',
        '  hint: declare it',
        '  /usr/include/b.h:1:1: note: included from here',
      ].join('\n'),
    )
  })

  test('an error of a job is all of its diagnostics', () => {
    const error = BpfLinkerError.fromDiagnostics([warning, compileError])
    expect(drawError(error)).toBe(drawDiagnostics([warning, compileError]))
  })

  test('an error without diagnostics is drawn itself, its file not twice', () => {
    const error = new BpfLinkerError('OUTPUT_NOT_WRITABLE', '/x/y.o cannot be written: EACCES', {
      file: '/x/y.o',
      hint: 'Go',
    })
    expect(drawError(error)).toBe('error: /x/y.o cannot be written: EACCES [OUTPUT_NOT_WRITABLE]\n  hint: Go')
  })
})
