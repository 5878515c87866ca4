import { expect, test } from 'vitest'
import { compareReleases } from './release.ts'

test('releases are numbers, not decimals', () => {
  const sorted = ['4.4', '4.20', '5.0', '5.9', '5.10', '6.1', '6.9', '6.10', '6.19']
  expect(sorted.toReversed().sort(compareReleases)).toEqual(sorted)
  expect(compareReleases('6.10', '6.10')).toBe(0)
})
