/**
 * The same link with LLVM's own tools, each a process of its own: `clang` (no
 * optimisation) → `llvm-link` → `opt` → `llc`. They are of the LLVM that the
 * native part under test has: 22, or what LLVM in the environment says
 * (scripts/test/llvm.mjs).
 *
 * `opt` gets the names that stay visible and `llc` the options that ours sets
 * by default (docs/linking.md), so that the code must come out the same.
 */
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { toolCommand } from '../../scripts/compilers/clang.mjs'
import { ownHeaders } from '../support/own_headers.ts'
import type { KernelSources } from './kernel_sources.ts'

const INSTALLED = 22
const TESTED = Number(process.env.LLVM ?? INSTALLED)

/** Runs a tool of LLVM: an installed one, or one of another major that is unpacked somewhere. */
async function run(major: number, tool: string, args: readonly string[]): Promise<void> {
  const [program, ...before]: [string, ...string[]] =
    major === INSTALLED ? [`${tool}-${major}`] : toolCommand(major, tool)
  await promisify(execFile)(program, [...before, ...args], { maxBuffer: 16 << 20 })
}

export interface Reference {
  ok: boolean
  object: string
  /** The bitcode that the object was made of. */
  optimised: string
  /** What the failing tool said. */
  messages: string
}

/** clang's own object of one file: what its authors load. Undefined when clang refuses the file. */
export async function clangObject(source: string, sources: KernelSources, folder: string): Promise<string | undefined> {
  const object = join(folder, `${basename(source, '.c')}.clang.o`)
  try {
    await run(INSTALLED, 'clang', [...clangArgs(sources), '-c', source, '-o', object])
    return object
  } catch {
    return undefined
  }
}

/** Bitcode of each file, as it is before optimisation or after. Undefined when clang refuses one. */
export async function clangBitcode(
  inputs: string[],
  stage: 'unoptimised' | 'optimised',
  sources: KernelSources,
  folder: string,
): Promise<string[] | undefined> {
  const flags = stage === 'unoptimised' ? ['-Xclang', '-disable-llvm-passes'] : []
  const modules: string[] = []
  try {
    for (const input of inputs) {
      const module = join(folder, `${basename(input, '.c')}.${stage}.bc`)
      await run(INSTALLED, 'clang', [...clangArgs(sources), ...flags, '-emit-llvm', '-c', input, '-o', module])
      modules.push(module)
    }
    return modules
  } catch {
    return undefined
  }
}

export async function referenceLink(
  inputs: string[],
  exports: string[],
  sources: KernelSources,
  folder: string,
): Promise<Reference> {
  mkdirSync(folder, { recursive: true })
  const at = (name: string) => join(folder, name)
  const [linked, optimised, object] = [at('linked.bc'), at('optimised.bc'), at('reference.o')]
  try {
    const modules: string[] = []
    for (const input of inputs) {
      const module = at(`${basename(input, '.c')}.bc`)
      const flags = ['-Xclang', '-disable-llvm-passes', '-emit-llvm', '-c', input, '-o', module]
      await run(TESTED, 'clang', [...clangArgs(sources), ...flags])
      modules.push(module)
    }
    await run(TESTED, 'llvm-link', [...modules, '-o', linked])
    await run(TESTED, 'opt', [
      '-mtriple=bpf',
      '-mcpu=v3',
      '-passes=internalize,default<O2>',
      ...exports.map((name) => `-internalize-public-api-list=${name}`),
      '-cold-callsite-rel-freq=0',
      linked,
      '-o',
      optimised,
    ])
    const llc = ['-mtriple=bpf', '-mcpu=v3', '-O3', '-bpf-disable-trap-unreachable']
    await run(TESTED, 'llc', [...llc, '-filetype=obj', optimised, '-o', object])
    return { ok: true, object, optimised, messages: '' }
  } catch (error) {
    return { ok: false, object, optimised, messages: String((error as { stderr?: string }).stderr ?? error) }
  }
}

function clangArgs(sources: KernelSources): string[] {
  return [
    ...['-target', 'bpf', '-g', '-O2', '-mcpu=v3', '-Wno-everything'],
    ...sources.defines.map((define) => `-D${define}`),
    ...sources.includeDirs.map((path) => `-I${path}`),
    ...ownHeaders(),
    ...['-isystem', '/usr/include/x86_64-linux-gnu'],
  ]
}
