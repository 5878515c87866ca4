import { expect, test } from 'vitest'
import { depInfoFile, parseDepInfo } from './dep_info.ts'

test('the file beside an artifact', () => {
  expect(['/t/probe', '/t/libprobe.so'].map(depInfoFile)).toEqual(['/t/probe.d', '/t/libprobe.d'])
})

test('names are absolute, spaces escaped', () => {
  expect(parseDepInfo('/t/probe: /app/src/main.rs /app/a\\ b/c.rs src/x.rs\n', '/app')).toEqual([
    '/app/src/main.rs',
    '/app/a b/c.rs',
    '/app/src/x.rs',
  ])
})

test('nothing behind the colon, no colon', () => {
  expect([parseDepInfo('/t/probe: \n', '/'), parseDepInfo('', '/')]).toEqual([[], []])
})
