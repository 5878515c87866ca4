import { expect, test } from 'vitest'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import { failureDocument } from './json.ts'

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

test('a failure as JSON has the error and all diagnostics', () => {
  const error = BpfLinkerError.fromDiagnostics([compileError])
  expect(JSON.parse(JSON.stringify(failureDocument(error)))).toEqual({
    ok: false,
    error: {
      code: 'COMPILE_ERROR',
      message: compileError.message,
      hint: 'declare it',
      file: '/app/src/a.bpf.c',
      line: 12,
      column: 10,
      notes: compileError.notes,
    },
    diagnostics: [compileError],
  })
})
