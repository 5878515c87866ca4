import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from '../../test/support/config_project.ts'
import { fileImports, importedFiles } from './imports.ts'

test('every way to import a file of the project; packages and builtins are none', () => {
  const source = `
    import a from './a.ts'
    import { b } from "../b.js"; import type { T } from '../settings/config.ts'
    export * from './c.mjs'
    import './d.mjs'
    const e = await import('./e.mjs'), f = require('./f.cjs')
    import {
      g,
    } from '#g'
    import { readFileSync } from 'node:fs'
    import { defineConfig } from 'bpf-linker'
    import x from '@acme/x'
  `
  expect(fileImports(source)).toEqual([
    ...['./a.ts', '../b.js', '../settings/config.ts', './c.mjs', './d.mjs', './e.mjs', './f.cjs', '#g'],
  ])
})

test('files are followed, in circles too; .js may mean .ts; what is not there is left out', () => {
  const root = project({
    'config.ts': "import './lib/a.js'; import './none.ts'; import './data.json'",
    'lib/a.ts': "export * from './b.mjs'",
    'lib/b.mjs': "import '../config.ts'",
    'data.json': '{ "from": "./x" }',
  })
  expect([...importedFiles(join(root, 'config.ts'))].sort()).toEqual(
    ['config.ts', 'data.json', 'lib/a.ts', 'lib/b.mjs'].map((file) => join(root, file)),
  )
})
