import { expect, test } from 'vitest'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import { diagnosticsOf, failureOf } from './failure.ts'

const diagnostic: Diagnostic = {
  severity: 'error',
  code: 'COMPILE_ERROR',
  message: 'no foo',
  file: '/a.c',
  line: 2,
  column: 1,
  sourceLine: 'foo',
}
const failed = (id: string, error: BpfLinkerError) => ({ name: id, id, profileName: 'generic', error })

test('one failure speaks for itself, with the files that the config read', () => {
  const error = failureOf([failed('a', BpfLinkerError.fromDiagnostics([diagnostic], ['/a.c']))], 3, ['/config.ts'])
  expect(error).toMatchObject({
    code: 'COMPILE_ERROR',
    message: 'no foo',
    file: '/a.c',
    line: 2,
    frame: '2 | foo\n  | ^',
  })
  expect(error.dependencies).toEqual(['/a.c', '/config.ts'])
})

test('of several the first speaks, and what they have in common is there once', () => {
  const crash = new BpfLinkerError('JOB_CRASHED', 'crashed', { hint: 'report it' })
  const compile = () => BpfLinkerError.fromDiagnostics([diagnostic])
  const error = failureOf([failed('a.x', compile()), failed('a.y', compile()), failed('b', crash)], 4, [])
  expect(error.message).toBe('3 of 4 objects failed (a.x, a.y, b): no foo')
  expect(error.diagnostics.map((d) => d.message)).toEqual(['no foo', 'crashed'])
  expect((error.cause as AggregateError).errors).toHaveLength(3)
})

test('an error without diagnostics is one itself', () => {
  const crash = new BpfLinkerError('JOB_CRASHED', 'crashed', { hint: 'report it' })
  expect(diagnosticsOf(crash)).toEqual([
    { severity: 'error', code: 'JOB_CRASHED', message: 'crashed', hint: 'report it' },
  ])
})
