#!/usr/bin/env node
// Holds the rooms of src/ to their arrows: which room may import which, types included. Circles between files are
// biome's to find (`noImportCycles`); between rooms the table below has none.
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'rolldown/parseAst'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What stands in src/ itself, below all rooms but `runtime` and `bpf`. */
const GROUND = ['errors', 'nearest', 'debug', 'sha256', 'defined']
const BELOW_ENGINE = ['config', 'link', 'kernel', 'codegen', 'report', 'object', 'settings', 'bpf', ...GROUND]

/** Room → the rooms that it may import, every one of them further down. A file of src/ itself is a room by its name. */
export const ROOMS = {
  index: ['plugin', 'engine', ...BELOW_ENGINE],
  cli: ['watch', 'engine', ...BELOW_ENGINE],
  plugin: ['watch', 'engine', ...BELOW_ENGINE],
  watch: ['engine', ...BELOW_ENGINE],
  engine: BELOW_ENGINE,
  // A config is resolved with its profiles.
  config: ['kernel', 'settings', 'bpf', ...GROUND],
  link: ['object', 'settings', ...GROUND],
  // The names of map types are the kernel's.
  codegen: ['kernel', 'runtime', 'object', 'settings', ...GROUND],
  report: ['kernel', 'object', 'settings', ...GROUND],
  kernel: ['object', 'settings', 'bpf', ...GROUND],
  object: ['settings', 'bpf', ...GROUND],
  settings: ['bpf', ...GROUND],
  // It runs in the user's program.
  runtime: ['bpf'],
  // Generated from data/bpf.
  bpf: [],
  ...Object.fromEntries(GROUND.map((file) => [file, []])),
  errors: ['defined'],
}

/** Rooms of which only types may be imported: importing `bpf-linker` loads no plugin. */
const TYPES_ONLY = { index: ['plugin'] }

/** Pure functions: neither Node nor packages. */
const PURE = new Set(['kernel', 'object', 'runtime', 'bpf'])

/** Native code runs in `link`; `config` runs Node itself, to hear what is wrong with a config. */
const MAY_START_PROCESSES = new Set(['link', 'config'])

/**
 * What is wrong, a line each.
 * @param files path such as `src/link/run.ts` → text
 */
export function roomProblems(files) {
  return Object.entries(files).flatMap(([file, text]) => {
    const room = roomOf(file)
    const allowed = ROOMS[room]
    if (allowed === undefined) return [`${file}: the table in scripts/lint_rooms.mjs has no room '${room}'`]
    return importsOf(text, file).flatMap(({ line, ...found }) => {
      const why = problemOf(found, { file, room, allowed })
      return why === undefined ? [] : [`${file}:${line}: ${why}`]
    })
  })
}

function problemOf({ specifier, isTypeOnly, isImportType }, { file, room, allowed }) {
  if (!specifier.startsWith('.')) {
    if (PURE.has(room)) return `${room} is pure, and imports '${specifier}'`
    if (specifier === 'node:child_process' && !MAY_START_PROCESSES.has(room)) {
      return `${room} starts processes, which only ${[...MAY_START_PROCESSES].join(' and ')} may`
    }
    return undefined
  }
  if (isImportType) return `biome does not see import('${specifier}') when it looks for circles: use 'import type'`
  const to = roomOf(posix.join(posix.dirname(file), specifier))
  if (TYPES_ONLY[room]?.includes(to) && !isTypeOnly)
    return `${room} may import no more than types of ${to} (${specifier})`
  if (to === room || allowed.includes(to)) return undefined
  return `${room} may not import ${to} (${specifier})`
}

function roomOf(file) {
  const [, room, ...more] = file.split('/')
  return more.length === 0 ? room.replace(/\.ts$/, '') : room
}

function importsOf(text, file) {
  const found = []
  const visit = (node) => {
    if (typeof node !== 'object' || node === null) return
    // Declarations, `export … from`, `import()` and the type `import('…').T` all have a source.
    if (typeof node.source?.value === 'string') {
      const line = text.slice(0, node.start).split('\n').length
      const isTypeOnly = (node.importKind ?? node.exportKind) === 'type'
      const isImportType = node.type === 'TSImportType'
      found.push({ specifier: node.source.value, line, isTypeOnly, isImportType })
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(parseAst(text, { lang: 'ts' }, file).body)
  return found
}

/** Tests may import whatever they test with. */
export function sourceFiles() {
  const paths = readdirSync(join(root, 'src'), { recursive: true })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|\/testing\//.test(path))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = roomProblems(sourceFiles())
  for (const problem of problems) console.error(`lint: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}
