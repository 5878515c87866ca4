/** An example as a user has it: a folder of its own, with its packages. */
import { execFile, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { PATIENCE } from '../support/patience.ts'

const root = path.resolve(import.meta.dirname, '../..')

export interface Example {
  /** Absolute. */
  folder: string
  at(name: string): string
  read(name: string): string
  write(name: string, text: string): void
  /** A script of its `package.json`; what it printed. */
  npm(script: string): Promise<string>
  node(...args: string[]): Promise<string>
  remove(): void
}

/** Copies it, so that no test meets what another, or a user, has built. */
export function copyExample(name: string): Example {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), `bpf-linker-${name}-`)))
  const source = path.join(root, 'examples', name)
  cpSync(source, folder, {
    recursive: true,
    filter: (file) => !/^(?:dist|node_modules)$/.test(path.relative(source, file)),
  })
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  const run = async (command: string, args: string[]) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
    const running = promisify(execFile)(command, args, { cwd: folder, env, timeout: PATIENCE })
    // Nobody answers questions.
    running.child.stdin?.end()
    const { stdout, stderr } = await running
    return stdout + stderr
  }
  const at = (file: string) => path.join(folder, file)
  return {
    folder,
    at,
    read: (file) => readFileSync(at(file), 'utf8'),
    write: (file, text) => writeFileSync(at(file), text),
    npm: (script) => run('npm', ['run', '--silent', script]),
    node: (...args) => run(process.execPath, args),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export interface Service {
  /** What it printed first. */
  line: string
  stop(): Promise<void>
}

/** Starts a service of the example and waits for its first line. */
export function startService(example: Example, file: string, env: NodeJS.ProcessEnv): Promise<Service> {
  const child = spawn(process.execPath, [file], { cwd: example.folder, env: { ...process.env, ...env } })
  let complaints = ''
  child.stderr.on('data', (text: Buffer) => {
    complaints += text
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async () => {
    child.kill()
    await ended
  }
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve({ line: line.toString().trim(), stop }))
    child.once('error', reject)
    child.once('close', (status) => reject(new Error(`${file} ended with ${status}: ${complaints}`)))
  })
}
