/** The rules of naming in docs/glossary.md, as far as a search can tell. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { pluginSchema } from '../../src/settings/plugin_schema.ts'
import { schema } from '../../src/settings/schema.ts'

const repository = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(repository, file), 'utf8')

const sources = readdirSync(path.join(repository, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => path.join('src', file))
  .filter((file) => /(?<!\.generated|\.test)\.ts$/.test(file) && !file.includes('testing'))

/** `src/x.ts:12: text` of every line that the expression finds. */
function found(pattern: RegExp, files: readonly string[] = sources): string[] {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((text, index) => (pattern.test(text) ? [`${file}:${index + 1}: ${text.trim()}`] : [])),
  )
}

describe('the source keeps to the glossary', () => {
  test.each([
    ['a name of a profile is profileName', /\bprofile\??: string\b/],
    ['a severity is a warning', /\bseverity\b.*'warn'/],
    ['bytes are bytes', /\b(contents?|object|data|buffer)\??: (Uint8Array|Buffer)\b(?! \| string)/],
  ])('%s', (_, pattern) => {
    expect(found(pattern)).toEqual([])
  })

  test('what is exported has one name', () => {
    expect(found(/\b\w+ as \w+/, ['src/index.ts'])).toEqual([])
  })

  test('a key of the plugins that the config has too means the same', () => {
    const keys = Object.keys(pluginSchema.properties ?? {})
    expect(keys.filter((key) => key in (schema.properties ?? {}))).toEqual(['failOnWarn'])
  })
})

test('client.d.ts declares nothing that could be an import of others', () => {
  const patterns = [...read('client.d.ts').matchAll(/^declare module '(.*)'/gm)].map(([, pattern = '']) => pattern)
  expect(patterns.length).toBeGreaterThan(40)
  expect(patterns.filter((pattern) => !/\.bpf\.c|^virtual:bpf-linker\/|[?&]bpf-\w+$/.test(pattern))).toEqual([])
})

test('the glossary has its words in the order of the alphabet', () => {
  const words = [...read('docs/glossary.md').matchAll(/^\| (\w[\w ]*) \|/gm)].map(([, word = '']) => word).slice(1)
  expect(words.length).toBeGreaterThan(30)
  expect(words).toEqual([...words].sort())
})
