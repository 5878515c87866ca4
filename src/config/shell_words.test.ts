import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { shellWords } from './shell_words.ts'

interface Case {
  text: string
  words?: string[]
  mistake?: string
}

// The native part is held to the same cases (native/test/support/shell_words_test.cpp).
const file = new URL('../../test/support/shell_words_cases.json', import.meta.url)
const cases: Case[] = JSON.parse(readFileSync(file, 'utf8'))

test.each(cases)('$text', ({ text, words, mistake }) => {
  expect(shellWords(text)).toEqual(words === undefined ? { mistake } : { words })
})

describe('as /bin/sh has them', () => {
  const split = (text: string) =>
    execFileSync('/bin/sh', ['-fc', `printf '%s\\0' ${text}`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1)
  // A shell prints one empty word for no word at all, and takes CR, # and ; for something else.
  const own = cases.filter(({ text, words = [] }) => words.length > 0 && !text.includes('\r'))

  test.each(own)('$text', ({ text, words }) => {
    expect(split(text.replace(/^[ \t\n]+|[ \t\n]+$/g, ''))).toEqual(words)
  })
})
