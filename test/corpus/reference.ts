/**
 * The same link with LLVM's own tools, each a process of its own:
 * `clang-22` (no optimisation) → `llvm-link-22` → `opt-22` → `llc-22`.
 *
 * `opt` gets the names that stay visible and `llc` the options that ours sets
 * by default (docs/linking.md), so that the code must come out the same.
 */
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { ownHeaders } from '../support/own_headers.ts'
import type { KernelSources } from './kernel_sources.ts'

const run = promisify(execFile)

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
    await run('clang-22', [...clangArgs(sources), '-c', source, '-o', object], { maxBuffer: 16 << 20 })
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
      await run('clang-22', [...clangArgs(sources), ...flags, '-emit-llvm', '-c', input, '-o', module])
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
  const tool = (command: string, args: string[]) => run(command, args, { maxBuffer: 16 << 20 })
  const [linked, optimised, object] = [at('linked.bc'), at('optimised.bc'), at('reference.o')]
  try {
    const modules: string[] = []
    for (const input of inputs) {
      const module = at(`${basename(input, '.c')}.bc`)
      const flags = ['-Xclang', '-disable-llvm-passes', '-emit-llvm', '-c', input, '-o', module]
      await tool('clang-22', [...clangArgs(sources), ...flags])
      modules.push(module)
    }
    await tool('llvm-link-22', [...modules, '-o', linked])
    await tool('opt-22', [
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
    await tool('llc-22', [...llc, '-filetype=obj', optimised, '-o', object])
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
