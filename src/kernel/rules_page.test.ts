import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { presetNames } from '../settings/profile.ts'
import { rules } from './check.ts'
import { resolveProfile } from './profiles.ts'

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')
const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \| ([a-z-]+) \| (.+) \| (.+) \| (.+) \|$/gm)]

test('docs/rules.md has every rule once, with its scope', () => {
  const documented = rows.map(([, name, scope]) => `${name}: ${scope}`)
  expect(documented.sort()).toEqual(rules.map(({ name, scope }) => `${name}: ${scope}`).sort())
})

test('names are unique, and summaries are sentences', () => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
  for (const { name, summary } of rules) expect(summary, name).toMatch(/^[A-Z`].*\.$/s)
})

test('the presets speak only of rules that there are', () => {
  const names = rules.map(({ name }) => name)
  for (const preset of presetNames)
    expect(names).toEqual(expect.arrayContaining(Object.keys(resolveProfile(preset).rules)))
})

test('a rule that only warns does so in the presets as well', () => {
  const { rules: levels } = resolveProfile('linux-6.1')
  for (const { name, level } of rules) {
    if (level === 'warn') expect(levels[name], name).not.toBe('error')
  }
})
