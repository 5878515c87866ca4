import { expect, test } from 'vitest'
import { textWith } from './machine_paths.mjs'

test('a path of the machine that built it is found, whole', () => {
  const bytes = Buffer.from('\x7fELF\0/home/me/clone/native/link.cpp\0/home/me/cache/a.h')
  expect(textWith(bytes, ['/home/me/cache', '/home/me/clone'])).toBe('/home/me/clone/native/link.cpp')
  expect(textWith(bytes, ['/home/me/cache'])).toBe('/home/me/cache/a.h')
  expect(textWith(bytes, ['/home/me/c', '/home/you'])).toBeUndefined()
})
