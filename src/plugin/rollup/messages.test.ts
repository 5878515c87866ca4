import { describe, expect, it } from 'vitest'
import { BpfLinkerError, type Diagnostic } from '../../errors.ts'
import { error, first, root } from '../testing/diagnostics.ts'
import { errorToRollupMessage, warningToRollupMessage } from './messages.ts'

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
