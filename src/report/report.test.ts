import { describe, expect, test } from 'vitest'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import { drawDiagnostics, drawError } from './diagnostics.ts'
import { failureDocument } from './json.ts'
import { paintFor } from './paint.ts'
import { drawLines, drawTable, formatBytes, formatTime } from './table.ts'

const compileError: Diagnostic = {
  severity: 'error',
  code: 'COMPILE_ERROR',
  message: "use of undeclared identifier 'foo'",
  file: '/app/src/a.bpf.c',
  line: 12,
  column: 10,
  length: 3,
  sourceLine: '\treturn foo;',
  hint: 'Declare it',
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
        '  hint: Declare it',
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

describe('table', () => {
  const rows = [
    {
      object: 'probe.bpf.o',
      profile: 'linux-5.10',
      made: { programs: 2, instructions: 1047, bytes: 3120, milliseconds: 24.4 },
    },
    { object: 'net', profile: 'generic', made: undefined },
  ]

  test('has its numbers under each other', () => {
    expect(drawTable(rows)).toBe(
      [
        'object       profile     programs  instructions    size   time',
        'probe.bpf.o  linux-5.10         2          1047  3.1 kB  24 ms',
        'net          generic       failed',
      ].join('\n'),
    )
  })

  test('is lines in a log', () => {
    expect(drawLines(rows)).toBe(
      'probe.bpf.o (linux-5.10): 2 programs, 1047 instructions, 3.1 kB, 24 ms\nnet (generic): failed',
    )
  })

  test('units change where the digits would', () => {
    expect([0, 999, 1000, 999_949, 999_950].map(formatBytes)).toEqual(['0 B', '999 B', '1.0 kB', '999.9 kB', '1.0 MB'])
    expect([0.4, 999.4, 999.5, 61_000].map(formatTime)).toEqual(['0 ms', '999 ms', '1.00 s', '61.00 s'])
  })
})

describe('colours', () => {
  const tty = { isTTY: true }
  const red = (stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv) => paintFor(stream, env)('red', 'x') !== 'x'

  test('are for terminals, and as the environment says', () => {
    expect(red(tty, {})).toBe(true)
    expect(red({}, {})).toBe(false)
    expect(red(tty, { NO_COLOR: '1' })).toBe(false)
    expect(red(tty, { NO_COLOR: '' })).toBe(true)
    expect(red({}, { FORCE_COLOR: '1' })).toBe(true)
    expect(red(tty, { FORCE_COLOR: '0' })).toBe(false)
    expect(red(tty, { TERM: 'dumb' })).toBe(false)
  })
})

test('a failure as JSON has the error and all diagnostics', () => {
  const error = BpfLinkerError.fromDiagnostics([compileError])
  expect(JSON.parse(JSON.stringify(failureDocument(error)))).toEqual({
    ok: false,
    error: {
      code: 'COMPILE_ERROR',
      message: compileError.message,
      hint: 'Declare it',
      file: '/app/src/a.bpf.c',
      line: 12,
      column: 10,
      notes: compileError.notes,
    },
    diagnostics: [compileError],
  })
})
