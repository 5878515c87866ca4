import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
// @ts-expect-error: a script, without types
import { generate } from '../../scripts/generate.mjs'
import { pluginSchema } from './plugin_schema.ts'

const files = (await generate()) as Record<string, string>

test.each(Object.keys(files))('%s is what its source says: else run `npm run generate`', (path) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(files[path])
})

test.each(['config', 'plugin'])('the validator of %s needs no package at run time', (room) => {
  expect(files[`src/${room}/validator.generated.ts`]).not.toMatch(/\brequire\(|^import (?!type )/m)
})

test('docs/plugins.md has every option of the plugins', () => {
  const table = readFileSync(new URL('../../docs/plugins.md', import.meta.url), 'utf8')
  for (const option of Object.keys(pluginSchema.properties ?? {})) expect(table).toContain(`\n| \`${option}\` `)
})
