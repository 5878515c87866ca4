import { expect, test } from 'vitest'
import { isNewer, releasedChangelog } from './changelog.mjs'

test('what is not released yet gets its number, under a new section', () => {
  const text = '# Changelog\n\n## Unreleased\n\n- a change\n\n## 0.1.0 (2026-01-01)\n\n- the first\n'
  expect(releasedChangelog(text, '0.2.0', '2026-02-03')).toBe(
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-02-03)\n\n- a change\n\n## 0.1.0 (2026-01-01)\n\n- the first\n',
  )
})

test.each([
  ['# Changelog\n\n## 0.1.0\n', 'has no section'],
  ['# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- the first\n', 'is empty'],
  ['# Changelog\n\n## Unreleased\n', 'is empty'],
])('a release without words is refused', (text, words) => {
  expect(() => releasedChangelog(text, '0.2.0', '2026-02-03')).toThrow(words)
})

test('versions are compared by their numbers', () => {
  expect(isNewer('0.10.0', '0.9.9')).toBe(true)
  expect(isNewer('1.0.0', '0.9.9')).toBe(true)
  expect(isNewer('0.1.0', '0.1.0')).toBe(false)
  expect(isNewer('0.0.9', '0.1.0')).toBe(false)
  expect(() => isNewer('next', '0.1.0')).toThrow("'next' is no version")
})
