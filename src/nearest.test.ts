import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nearest, suggestion } from './nearest.ts'

interface Case {
  typed: string
  known: string[]
  nearest: string | null
}

// The native part is held to the same cases (native/test/support/nearest_test.cpp).
const cases: Case[] = JSON.parse(readFileSync(new URL('../test/support/nearest_cases.json', import.meta.url), 'utf8'))

test.each(cases)('$typed is meant to be $nearest', ({ typed, known, nearest: meant }) => {
  expect(nearest(typed, known)).toBe(meant ?? undefined)
})

test('a suggestion names the nearest, else all there is', () => {
  expect(suggestion('modren', ['modern', 'generic'])).toBe("did you mean 'modern'?")
  expect(suggestion('windows', ['a', 'b'])).toBe('there is: a, b')
  expect(suggestion('windows', [])).toBeUndefined()
})
