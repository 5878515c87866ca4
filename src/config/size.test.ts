import { expect, test } from 'vitest'
import { bytesOf } from './size.ts'

test.each([
  [1234, 1234],
  ['2GiB', 2 ** 31],
  ['1.5 GiB', 1.5 * 2 ** 30],
  ['100MB', 1e8],
  ['65536KiB', 2 ** 26],
])('%s is %d bytes', (size, bytes) => {
  expect(bytesOf(size)).toBe(bytes)
})
