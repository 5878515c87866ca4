import { expect, test } from 'vitest'
import { fromRustc, type RustcMessage } from './rustc_diagnostic.ts'

const text = '    let s = "é"; let v: u32 = x;'
const span = {
  file_name: 'src/main.rs',
  line_start: 7,
  line_end: 7,
  column_start: 31,
  column_end: 32,
  is_primary: true,
  label: 'expected `u32`, found `u64`' as string | null,
  suggested_replacement: null as string | null,
  suggestion_applicability: null as string | null,
  text: [{ text }],
}
/** As rustc 1.96 prints it, shortened. */
const mismatch: RustcMessage = {
  level: 'error',
  message: 'mismatched types',
  code: { code: 'E0308' },
  spans: [span, { ...span, column_start: 25, column_end: 28, is_primary: false, label: 'expected due to this' }],
  children: [
    {
      level: 'help',
      message: 'convert it',
      code: null,
      spans: [
        {
          ...span,
          column_start: 32,
          label: null,
          suggested_replacement: '.try_into().unwrap()',
          suggestion_applicability: 'MachineApplicable',
        },
      ],
      children: [],
    },
    { level: 'note', message: 'a note', code: null, spans: [], children: [] },
  ],
}

test('an error with its place in bytes, its help, notes and replacement', () => {
  expect(fromRustc([mismatch], '/app')).toEqual([
    {
      severity: 'error',
      code: 'COMPILE_ERROR',
      message: 'mismatched types: expected `u32`, found `u64` (E0308)',
      hint: "convert it: '.try_into().unwrap()'",
      file: '/app/src/main.rs',
      line: 7,
      // One more than characters: é has two bytes.
      column: 32,
      length: 1,
      sourceLine: text,
      notes: [
        {
          severity: 'note',
          code: 'COMPILE_ERROR',
          message: 'expected due to this',
          file: '/app/src/main.rs',
          line: 7,
          column: 26,
          length: 3,
          sourceLine: text,
        },
        { severity: 'note', code: 'COMPILE_ERROR', message: 'a note' },
      ],
      fixIts: [
        { file: '/app/src/main.rs', line: 7, column: 33, endLine: 7, endColumn: 33, text: '.try_into().unwrap()' },
      ],
    },
  ])
})

test('a warning keeps its severity; a lint is no number; what only counts the others is left out', () => {
  const warning = { ...mismatch, level: 'warning', code: { code: 'dead_code' }, spans: [{ ...span, label: null }] }
  const summary = (level: string, message: string) => ({ level, message, code: null, spans: [], children: [] })
  const all = [
    { ...warning, children: [] },
    summary('warning', '1 warning emitted'),
    summary('error', 'aborting due to 2 previous errors; 1 warning emitted'),
    summary('failure-note', 'For more information about this error, try `rustc --explain E0308`.'),
  ]
  expect(fromRustc(all, '/app').map(({ severity, code, message }) => [severity, code, message])).toEqual([
    ['warning', 'COMPILE_WARNING', 'mismatched types'],
  ])
})

test('a span of several lines is underlined to the end of its first', () => {
  const [diagnostic] = fromRustc([{ ...mismatch, spans: [{ ...span, line_end: 9, column_end: 2 }] }], '/app')
  expect(diagnostic?.length).toBe(Buffer.byteLength(text) - 31)
})

test('a failed link is told in the words of the linker', () => {
  const note = (message: string): RustcMessage => ({ level: 'note', message, code: null, spans: [], children: [] })
  const link: RustcMessage = {
    level: 'error',
    message: 'linking with `/opt/bpf-linker` failed: exit status: 1',
    code: null,
    spans: [],
    children: [note('"/opt/bpf-linker" "-r"'), note('src/a.rs:3:5: error: `f` is there twice [SYMBOL_DUPLICATE]\n')],
  }
  expect(fromRustc([link], '/app')).toEqual([
    {
      severity: 'error',
      code: 'SYMBOL_DUPLICATE',
      message: '`f` is there twice',
      file: 'src/a.rs',
      line: 3,
      column: 5,
    },
  ])
})
