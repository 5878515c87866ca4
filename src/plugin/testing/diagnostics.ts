/** What a failed link tells, for the tests of each bundler's form of it. */
import { BpfLinkerError, type Diagnostic } from '../../errors.ts'

export const root = '/p'
export const first: Diagnostic = {
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
export const second: Diagnostic = { severity: 'error', code: 'COMPILE_ERROR', message: 'another', hint: 'mend it' }
export const error: BpfLinkerError = BpfLinkerError.fromDiagnostics([first, second])
