import { expect, test } from 'vitest'
import { nearest, suggestion } from './nearest.ts'

const profiles = ['linux-5.10', 'linux-5.15', 'linux-5.4', 'modern', 'generic']

test.each([
  ['linux-5.1O', 'linux-5.10'],
  ['linux5.4', 'linux-5.4'],
  ['Modern', 'modern'],
  ['genreic', 'generic'],
  ['mdoren', 'modern'],
])('%s is meant to be %s', (typed, meant) => {
  expect(nearest(typed, profiles)).toBe(meant)
})

test('three edits away is no suggestion', () => {
  expect(nearest('windows', profiles)).toBeUndefined()
  // Of so short a name nothing would be left: 'v5' is as near to 'v1' as to 'v4'.
  expect(nearest('v5', ['v1', 'v4'])).toBeUndefined()
})

test('a suggestion names the nearest, else all there is', () => {
  expect(suggestion('modren', profiles)).toBe("Did you mean 'modern'?")
  expect(suggestion('windows', ['a', 'b'])).toBe('There is: a, b')
  expect(suggestion('windows', [])).toBe('')
})
