#!/usr/bin/env node
// Holds Markdown to lines of at most 120 characters. Tables, code, and types in one pair of backticks are exempt.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, root } from './setup/run.mjs'

const MOST = 120
const files = capture('git', ['ls-files', '--', '*.md', ':!data/kernel/ebpf-docs'])?.split('\n').filter(Boolean) ?? []
const found = files.flatMap((file) => tooLong(readFileSync(join(root, file), 'utf8')).map((line) => `${file}:${line}`))
if (files.length === 0) found.push('no Markdown was found: is this a git checkout?')
for (const place of found) console.error(`lint: ${place}: a line of more than ${MOST} characters`)
process.exitCode = found.length > 0 ? 1 : 0

/** The numbers of the lines that are too long. */
function tooLong(text) {
  let inCode = false
  return text.split('\n').flatMap((line, i) => {
    if (line.startsWith('```')) inCode = !inCode
    const isProse = !inCode && !/^\s*\||^ {4}|^<!--|^- Type: `[^`]*`$/.test(line)
    return isProse && [...line].length > MOST ? [i + 1] : []
  })
}
