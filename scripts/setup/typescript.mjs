// The TypeScript build: `dist/` from `src/`, made again when a source is newer.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, say } from './run.mjs'

export function ensureTypeScriptBuild() {
  const entry = join(root, 'dist', 'index.js')
  const sources = [
    ...readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
    join(root, 'tsconfig.json'),
    join(root, 'tsconfig.build.json'),
  ]
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs))
  if (existsSync(entry) && statSync(entry).mtimeMs > newest) return
  say('building TypeScript')
  run('node', [join(root, 'scripts', 'build.mjs')])
}
