/** The walls of src/: `npm run lint` holds the rooms to them, and here is shown that it would notice. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
// @ts-expect-error: a script, without types
import { ROOMS, roomProblems, sourceFiles } from '../scripts/lint_rooms.mjs'

const root = path.resolve(import.meta.dirname, '..')

test('every room keeps to them', () => {
  const files = sourceFiles()
  expect(Object.keys(files).length).toBeGreaterThan(200)
  expect(roomProblems(files)).toEqual([])
})

test.each([
  ['link/run.ts', "import { loadConfig } from '../config/load_config.ts'", 'link may not import config'],
  ['link/run.ts', "import type { UserConfig } from '../config/load_config.ts'", 'link may not import config'],
  ['report/table.ts', "export type { CheckResult } from '../engine/check.ts'", 'report may not import engine'],
  ['report/table.ts', "export * from '../engine/check.ts'", 'report may not import engine'],
  ['engine/gate.ts', "const plugin = () => import('../plugin/factory.ts')", 'engine may not import plugin'],
  ['index.ts', "import '../src/cli/main.ts'", 'index may not import cli'],
  ['index.ts', "export { pluginOf } from './plugin/factory.ts'", 'index may import no more than types of plugin'],
  ['plugin/vite/hooks.ts', "import { x } from '../../cli/help.ts'", 'plugin may not import cli'],
  ['errors.ts', "import type { Cpu } from './settings/job.ts'", 'errors may not import settings'],
  ['runtime/codec.ts', "import { nearest } from '../nearest.ts'", 'runtime may not import nearest'],
  ['kernel/rules/stack.ts', "import { readFileSync } from 'node:fs'", "kernel is pure, and imports 'node:fs'"],
  ['runtime/elf.ts', "import ajv from 'ajv'", "runtime is pure, and imports 'ajv'"],
  ['cli/build.ts', "import { spawn } from 'node:child_process'", 'cli starts processes'],
  ['engine/gate.ts', "type Link = import('./link.ts').Link", "use 'import type'"],
  ['attic/old.ts', 'export {}', "no room 'attic'"],
])('a planted import is found: %s: %s', (file, line, problem) => {
  expect(roomProblems({ [`src/${file}`]: `// A comment.\n${line}\n` })).toEqual([expect.stringContaining(problem)])
})

test('the arrows go one way', () => {
  const rooms = Object.entries(ROOMS as Record<string, string[]>)
  const placed = new Set<string>()
  for (let before = -1; placed.size > before; ) {
    before = placed.size
    for (const [room, below] of rooms) if (below.every((one) => placed.has(one))) placed.add(room)
  }
  expect(rooms.map(([room]) => room).filter((room) => !placed.has(room))).toEqual([])
})

test('biome finds a circle of types', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-circle-'))
  try {
    // Not in src/, which other tests read meanwhile.
    const { vcs, ...config } = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8'))
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify(config))
    writeFileSync(path.join(folder, 'a.ts'), "import type { B } from './b.ts'\n\nexport type A = B[]\n")
    writeFileSync(path.join(folder, 'b.ts'), "import type { A } from './a.ts'\n\nexport type B = A | undefined\n")
    const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome')
    const run = () => execFileSync(process.execPath, [biome, 'lint'], { cwd: folder, stdio: 'pipe' })
    expect(run).toThrow(/lint\/suspicious\/noImportCycles/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
