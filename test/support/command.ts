/** Runs the command line as users do: the built `dist/cli/main.js` in a process of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
export const mainFile: string = path.join(root, 'dist/cli/main.js')

/**
 * Compiles `src` when `dist` is older: a test of yesterday's command line tests
 * nothing. `npm test` has compiled already; this is for a single test run by
 * hand. Types are checked elsewhere, so only what comes out counts.
 */
export function buildCommand(): void {
  const sources = newest(path.join(root, 'src'))
  if (modified(mainFile) > sources) return
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc')
  spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  if (modified(mainFile) < sources) throw new Error('dist/ is older than src/ and could not be compiled: npm run build')
}

function newest(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Math.max(...entries.filter((e) => e.isFile()).map((e) => modified(path.join(e.parentPath, e.name))))
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

export interface Ended {
  status: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  /** What it has printed so far. */
  stdout(): string
  stderr(): string
  ended: Promise<Ended>
}

/** @param under A command, with its arguments, that runs the rest of its arguments in its place */
export function start(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  under: readonly string[] = [],
): Running {
  const [command, ...rest] = [...under, process.execPath, mainFile, ...args] as [string, ...string[]]
  const child = spawn(command, rest, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }))
  })
  return { child, stdout: () => stdout, stderr: () => stderr, ended }
}

export function run(args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<Ended> {
  return start(args, cwd, env).ended
}
