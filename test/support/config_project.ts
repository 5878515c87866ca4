/**
 * Configs in a real node: a project written from a map of files, and
 * `loadConfig` run in a process of its own, because inside vitest `import()` is
 * not node's. Which bundlers the process can find is up to the test: it sees
 * the packages that are linked beside the loader, and no others.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll } from 'vitest'
import type { LoadConfigOptions } from '../../src/config/load_config.ts'
import type { ResolvedConfig } from '../../src/settings/config.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'bpf-linker-config-')))
// vitest ends its workers without an exit event: the hook of whoever imports this.
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
let count = 0

/** Writes the files into a new folder and gives its path. */
export function project(files: Record<string, string>): string {
  const root = join(scratch, `project-${++count}`)
  write(root, files)
  return root
}

export function write(root: string, files: Record<string, string>): void {
  mkdirSync(root, { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** `loadConfig` as a module with only these packages in reach, besides what it always needs. */
export async function loaderWith(...packages: string[]): Promise<Loader> {
  const home = join(scratch, `loader-${++count}`)
  await build({
    entryPoints: [join(repository, 'src/config/load_config.ts')],
    outdir: join(home, 'dist', 'config'),
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
  })
  mkdirSync(join(home, 'node_modules'))
  for (const name of ['cosmiconfig', 'tinyglobby', ...packages]) {
    symlinkSync(join(repository, 'node_modules', name), join(home, 'node_modules', name))
  }
  return (runs) => run(join(home, 'dist/config/load_config.mjs'), runs)
}

export interface Outcome {
  config?: ResolvedConfig
  error?: {
    code: string
    message: string
    hint?: string
    file?: string
    line?: number
    column?: number
    frame?: string
    dependencies: string[]
  }
}

export interface Run extends LoadConfigOptions {
  cwd: string
  /** Files to write into `cwd`, one map before each further load. */
  steps?: Record<string, string>[]
}

/** All runs in one process; for each, the outcome of the first load and of one after each step. */
export type Loader = (runs: readonly Run[]) => Promise<Outcome[][]>

const SCRIPT = `
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
const { module, runs } = JSON.parse(process.argv[1])
const { loadConfig } = await import(module)
async function outcome(options) {
  try {
    return { config: await loadConfig(options) }
  } catch (error) {
    if (error.name !== 'BpfLinkerError') throw error
    const { code, message, hint, file, line, column, frame, dependencies } = error
    return { error: { code, message, hint, file, line, column, frame, dependencies } }
  }
}
const all = []
for (const { steps = [], ...options } of runs) {
  const outcomes = [await outcome(options)]
  for (const step of steps) {
    for (const [path, text] of Object.entries(step)) writeFileSync(join(options.cwd, path), text)
    outcomes.push(await outcome(options))
  }
  all.push(outcomes)
}
process.stdout.write('\\n' + JSON.stringify(all))
`

async function run(module: string, runs: readonly Run[]): Promise<Outcome[][]> {
  const request = JSON.stringify({ module: pathToFileURL(module).href, runs })
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', SCRIPT, request])
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as Outcome[][]
}
