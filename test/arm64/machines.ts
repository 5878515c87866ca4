/**
 * The installations that `npm run test:arm64` made, and jobs on them: by the
 * executable of either architecture, and by the addon in an arm64 Node.
 */
import { execFile } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BpfLinkerError, type LinkOptions, link } from '../../src/index.ts'
import { PATIENCE } from '../support/patience.ts'

interface Machines {
  /** Folders of native parts, as BPF_LINKER_NATIVE_PATH names them. */
  x64: string
  arm64: string
  /** Where the packages for arm64 are installed. */
  project: string
  /** The command that is an arm64 Node. */
  node: string[]
}

export const machines: Machines = JSON.parse(fromEnvironment('BPF_LINKER_TEST_MACHINES'))

function fromEnvironment(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: these tests are run by npm run test:arm64`)
  return value
}

/** As JSON can tell it, since it goes to another Node. */
export type Job = Omit<LinkOptions, 'inputs' | 'signal'> & { inputs: string[] }

/** What came out, in a form that two machines can be compared by. */
export interface Outcome {
  /** The object in hexadecimal digits; '' where the link was refused. */
  object: string
  /** What the package tells about the object, or every diagnostic of the refusal. */
  told: unknown
}

export type Architecture = 'x64' | 'arm64'

export async function byExecutable(arch: Architecture, job: Job): Promise<Outcome> {
  process.env.BPF_LINKER_NATIVE_PATH = machines[arch]
  try {
    const { bytes, info } = await link({ ...job, timeout: PATIENCE })
    return { object: Buffer.from(bytes).toString('hex'), told: plain(info) }
  } catch (error) {
    if (!(error instanceof BpfLinkerError)) throw error
    return { object: '', told: plain(error.diagnostics) }
  } finally {
    delete process.env.BPF_LINKER_NATIVE_PATH
  }
}

/** All in one process, since Node's start takes longer than a link. */
export async function byAddon(jobs: Record<string, Job>): Promise<Record<string, Outcome>> {
  const { project } = machines
  // Beside the packages, where 'bpf-linker' means the installed one.
  copyFileSync(join(import.meta.dirname, 'in_process.mjs'), join(project, 'in_process.mjs'))
  writeFileSync(join(project, 'jobs.json'), JSON.stringify(jobs))
  return JSON.parse(await arm64Node(['in_process.mjs', 'jobs.json']))
}

/** Runs the arm64 Node in the project; what it printed. */
export async function arm64Node(args: string[], env: Record<string, string> = {}): Promise<string> {
  const [program = '', ...before] = machines.node
  const { stdout } = await promisify(execFile)(program, [...before, ...args], {
    cwd: machines.project,
    env: { ...process.env, ...env },
    maxBuffer: 256 << 20,
  })
  return stdout
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
