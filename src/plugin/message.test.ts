import { describe, expect, it } from 'vitest'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import { drawError, errorToRollupMessage, toEsbuildMessage } from './message.ts'

const root = '/p'
const first: Diagnostic = {
  severity: 'error',
  code: 'COMPILE_ERROR',
  message: "use of undeclared identifier 'cout'",
  file: '/p/src/x.bpf.c',
  line: 3,
  column: 10,
  length: 4,
  sourceLine: '\treturn a cout;',
  notes: [
    {
      severity: 'note',
      code: 'COMPILE_ERROR',
      message: "'count' declared here",
      file: '/p/src/x.h',
      line: 1,
      column: 5,
      sourceLine: 'int count;',
    },
  ],
  fixIts: [{ file: '/p/src/x.bpf.c', line: 3, column: 10, endLine: 3, endColumn: 14, text: 'count' }],
}
const second: Diagnostic = { severity: 'error', code: 'COMPILE_ERROR', message: 'another', hint: 'mend it' }
const error = BpfLinkerError.fromDiagnostics([first, second])

describe('drawError', () => {
  it('draws all of it, with places relative to the root', () => {
    expect(drawError(error, root)).toBe(
      [
        "src/x.bpf.c:3:10: error: use of undeclared identifier 'cout'",
        '  3 | \treturn a cout;',
        '    | \t        ^~~~',
        "  src/x.h:1:5: note: 'count' declared here",
        '    1 | int count;',
        '      |     ^',
        'error: another',
        '  hint: mend it',
      ].join('\n'),
    )
  })

  it('draws an error that is no job’s', () => {
    const invalid = new BpfLinkerError('CONFIG_INVALID', 'objects: missing', { file: '/p/c.json', hint: 'add it' })
    expect(drawError(invalid, root)).toBe('c.json: error: objects: missing\n  hint: add it')
  })
})

describe('errorToRollupMessage', () => {
  it('points at the first error and tells of the others', () => {
    const message = errorToRollupMessage(error, root)
    expect(message).toMatchObject({
      id: '/p/src/x.bpf.c',
      loc: { file: '/p/src/x.bpf.c', line: 3, column: 10 },
      frame: '3 | \treturn a cout;\n  | \t        ^~~~',
    })
    expect(message.message).toMatch(/^use of undeclared identifier 'cout'\n/)
    expect(message.message).toContain('error: another\n  hint: mend it')
  })
})

describe('toEsbuildMessage', () => {
  it('counts columns from 0 and hands the fix-it on', () => {
    expect(toEsbuildMessage(first, root)).toMatchObject({
      text: "use of undeclared identifier 'cout'",
      location: {
        file: 'src/x.bpf.c',
        line: 3,
        column: 9,
        length: 4,
        lineText: '\treturn a cout;',
        suggestion: 'count',
      },
      notes: [{ text: "'count' declared here", location: { file: 'src/x.h', line: 1, column: 4 } }],
    })
  })

  it('says the place in words where there is no line to draw', () => {
    expect(toEsbuildMessage({ ...second, file: '/p/a.bc' }, root)).toMatchObject({
      text: 'a.bc: another',
      notes: [{ text: 'mend it' }],
    })
  })
})
