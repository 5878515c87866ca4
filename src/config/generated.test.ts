import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
// @ts-expect-error: a script, without types
import { generate } from '../../scripts/generate.mjs'

const files = (await generate()) as Record<string, string>

test.each(Object.keys(files))('%s is what its source says: else run `npm run generate`', (path) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(files[path])
})

test('the validator needs no package at run time', () => {
  expect(files['src/config/validator.generated.ts']).not.toMatch(/\brequire\(|^import /m)
})
