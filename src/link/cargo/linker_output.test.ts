import { expect, test } from 'vitest'
import { linkerDiagnostics } from './linker_output.ts'

test('what native code prints is read back', () => {
  const text = `/t/libdep.rlib(dep.o): error: this bitcode is of LLVM 23 [BITCODE_NEWER]
  hint: use an older nightly
/app/a.rs:2:1: warning: odd [CODEGEN_WARNING]
    fn a() {}
    ^
`
  expect(linkerDiagnostics(text)).toEqual([
    {
      severity: 'error',
      code: 'BITCODE_NEWER',
      message: 'this bitcode is of LLVM 23',
      hint: 'use an older nightly',
      file: '/t/libdep.rlib(dep.o)',
    },
    { severity: 'warning', code: 'CODEGEN_WARNING', message: 'odd', file: '/app/a.rs', line: 2, column: 1 },
  ])
})

test('an error without a code, and words that are none of ours', () => {
  expect(linkerDiagnostics('error: there is no output: add -o <path>\n\nUsage: …')).toEqual([
    { severity: 'error', code: 'CARGO_FAILED', message: 'there is no output: add -o <path>' },
  ])
  expect(linkerDiagnostics('killed\n')).toEqual([
    { severity: 'error', code: 'CARGO_FAILED', message: 'rustc could not link: killed' },
  ])
})
