/** Every type that a signature of the package shows has a name in `bpf-linker` itself, or in the entry that shows it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildCommand } from './support/command.ts'
import { PublicTypes } from './support/public_types.ts'

const root = path.resolve(import.meta.dirname, '..')
const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { exports: object }
const entries = Object.values(exports).filter(
  (file): file is string => typeof file === 'string' && file.endsWith('.js'),
)
const declarationsOf = (entry: string) => path.join(root, entry.replace(/\.js$/, '.d.ts'))
const types = new PublicTypes()

beforeAll(buildCommand)

test.each(entries)('%s', (entry) => {
  const file = declarationsOf(entry)
  const own = types.exportsOf(file)
  expect(own.size).toBeGreaterThan(2)
  // The runtime stands by itself: users of it alone need not know the rest.
  const named = new Set([...own.values(), ...types.exportsOf(declarationsOf('dist/index.js')).values()])
  expect(types.missing(file, named)).toEqual([])
})

test('the root needs the types of no other package', () => {
  expect([...types.packagesOf(declarationsOf('dist/index.js'))]).toEqual([])
  expect([...types.packagesOf(declarationsOf('dist/plugin/vite/vite.js'))]).toEqual(['vite'])
})

test('what has no name is found, however deep', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-types-'))
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text)
  try {
    write('index.d.ts', "export { open, type Named } from './open.ts'\nexport type * from './all.ts'\n")
    write('all.d.ts', 'export interface Also {}\n')
    write(
      'open.d.ts',
      `import type { Deep as Renamed } from './deep.ts'
import type { Also } from './all.ts'
import type { Stats } from 'node:fs'
interface Hidden<T> extends Base { self?: Hidden<T>; stats: Stats }
interface Base { deep: Renamed[]; also: Also }
export interface Named { a: string }
export declare const open: (path: string) => Promise<Hidden<Named>>
`,
    )
    write('deep.d.ts', 'declare const KINDS: readonly ["a"]\nexport type Deep = (typeof KINDS)[number] | Deeper\n')
    writeFileSync(path.join(folder, 'deep.d.ts'), 'export class Deeper {}\n', { flag: 'a' })
    const found = new PublicTypes()
    const file = path.join(folder, 'index.d.ts')
    const named = found.exportsOf(file)
    expect([...named.keys()].sort()).toEqual(['Also', 'Named', 'open'])
    expect(found.missing(file, new Set(named.values()))).toEqual([
      { type: 'Hidden', path: 'open → Hidden' },
      { type: 'Base', path: 'open → Hidden → Base' },
      { type: 'Deep', path: 'open → Hidden → Base → Deep' },
      { type: 'Deeper', path: 'open → Hidden → Base → Deep → Deeper' },
    ])
    expect([...found.packagesOf(file)]).toEqual(['node:fs'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
