import { describe, expect, it } from 'vitest'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import { errorNews, errorsOf, errorToRollupMessage, toEsbuildMessage, warningToRollupMessage } from './message.ts'

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

describe('errorToRollupMessage', () => {
  it('points at the first error and tells of the others', () => {
    const message = errorToRollupMessage(error, root)
    expect(message).toMatchObject({
      id: '/p/src/x.bpf.c',
      loc: { file: '/p/src/x.bpf.c', line: 3, column: 10 },
      frame: '3 | \treturn a cout;\n  | \t        ^~~~\n  | \t        count',
      stack: '',
    })
    expect(message).toBeInstanceOf(Error)
    expect(message.message).toBe(
      [
        "use of undeclared identifier 'cout'",
        "  src/x.h:1:5: note: 'count' declared here",
        '    1 | int count;',
        '      |     ^',
        'error: another [COMPILE_ERROR]',
        '  hint: mend it',
      ].join('\n'),
    )
  })

  it('shows the frame of an error that is no job’s', () => {
    const place = { file: '/p/c.json', line: 2, column: 1, sourceLine: '}' }
    const message = errorToRollupMessage(new BpfLinkerError('CONFIG_LOAD_FAILED', 'unexpected }', place), root)
    expect(message).toMatchObject({ id: '/p/c.json', code: 'CONFIG_LOAD_FAILED', frame: '2 | }\n  | ^' })
  })
})

describe('warningToRollupMessage', () => {
  const warning: Diagnostic = { ...first, severity: 'warning', code: 'COMPILE_WARNING', notes: [] }

  it('has place and frame beside the message', () => {
    expect(warningToRollupMessage(warning, root, false)).toMatchObject({
      message: first.message,
      code: 'COMPILE_WARNING',
      loc: { line: 3, column: 10 },
      frame: expect.stringContaining('^~~~'),
    })
  })

  it('has them in the message where nothing else is shown', () => {
    const { message } = warningToRollupMessage(warning, root, true)
    expect(message).toMatch(/^src\/x\.bpf\.c:3:10: warning: use of .* \[COMPILE_WARNING\]\n {2}3 \| /)
    expect(message).toContain('^~~~')
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

  it('does so for notes, too, and marks the whole of a line that has no column', () => {
    const note: Diagnostic = {
      severity: 'note',
      code: 'SYMBOL_DUPLICATE',
      message: 'first here',
      file: '/p/a.c',
      line: 7,
    }
    const notes = [note, { ...note, sourceLine: '\tint é;' }]
    expect(toEsbuildMessage({ ...second, notes }, root).notes).toEqual([
      { text: 'a.c:7: first here' },
      { text: 'first here', location: { file: 'a.c', line: 7, column: 1, length: 7, lineText: '\tint é;' } },
      { text: 'mend it' },
    ])
  })
})

describe('errorsOf', () => {
  it('is every error, and the error itself where it is no job’s', () => {
    expect(errorsOf(error)).toEqual([first, second])
    const crash = new BpfLinkerError('JOB_CRASHED', 'crashed', { hint: 'report it' })
    expect(errorsOf(crash)).toEqual([{ severity: 'error', code: 'JOB_CRASHED', message: 'crashed', hint: 'report it' }])
  })
})

describe('errorNews', () => {
  it('is what was not told yet, and never nothing', () => {
    expect(errorNews(error, { news: (all) => all.slice(1) })).toEqual([second])
    expect(errorNews(error, { news: () => [] })).toEqual([
      { severity: 'error', code: 'COMPILE_ERROR', message: `${first.message} (see above)` },
    ])
  })
})
