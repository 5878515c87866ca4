import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../errors.ts'
import { first, root, second } from '../testing/diagnostics.ts'
import { toEsbuildMessage } from './messages.ts'

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
