/** The same sources by clang-22 and libbpf's linker (`bpftool gen object`), and the bitcode of the same clang. */
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { ownHeaders } from '../support/own_headers.ts'
import { PATIENCE } from '../support/patience.ts'

const run = promisify(execFile)
const maxBuffer = 16 << 20

/** What both compilers get. */
export interface CompileFlags {
  includeDirs: string[]
  defines: string[]
  cflags: string[]
}

/** `parts` are clang's objects, one of each source. */
export type GenObject = { parts: string[] } & (
  | { ok: true; object: string }
  | { ok: false; messages: string; crashed: boolean }
)

export async function genObject(
  sources: string[],
  flags: CompileFlags,
  debugInfo: boolean,
  folder: string,
): Promise<GenObject> {
  const parts = await Promise.all(sources.map((source) => compile(source, flags, debugInfo, 'o', folder)))
  const object = join(folder, 'gen.o')
  try {
    await run('bpftool', ['gen', 'object', object, ...parts], { timeout: PATIENCE })
    return { ok: true, object, parts }
  } catch (error) {
    const { stderr = '', signal } = error as { stderr?: string; signal?: string }
    return { ok: false, messages: stderr, crashed: signal === 'SIGSEGV', parts }
  }
}

/** Bitcode from before optimisation would be ours; this is optimised, as users' Makefiles make it. */
export function bitcode(sources: string[], flags: CompileFlags, debugInfo: boolean, folder: string): Promise<string[]> {
  return Promise.all(sources.map((source) => compile(source, flags, debugInfo, 'bc', folder)))
}

async function compile(
  source: string,
  flags: CompileFlags,
  debugInfo: boolean,
  form: 'o' | 'bc',
  folder: string,
): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const output = join(folder, `${basename(source, '.c')}.${form}`)
  await run(
    'clang-22',
    [
      ...['-target', 'bpf', '-O2', '-mcpu=v3', '-c', source, '-o', output],
      ...(debugInfo ? ['-g'] : []),
      ...(form === 'bc' ? ['-emit-llvm'] : []),
      ...flags.defines.map((define) => `-D${define}`),
      ...flags.includeDirs.map((path) => `-I${path}`),
      ...flags.cflags,
      ...ownHeaders(),
    ],
    { maxBuffer },
  )
  return output
}

/** What libbpf makes of the object when it opens it (`bpftool gen skeleton`); undefined when it does. */
export async function openProblem(object: string): Promise<string | undefined> {
  try {
    await run('bpftool', ['gen', 'skeleton', object, 'name', 'pair'], { timeout: PATIENCE, maxBuffer })
    return undefined
  } catch (error) {
    return String((error as { stderr?: string }).stderr)
  }
}

/** Types that bpftool counts in the object: a reader that is not ours. Throws where it cannot parse them. */
export async function countTypes(object: string): Promise<number> {
  const dump = async (format: string) =>
    (await run('bpftool', ['btf', 'dump', 'file', object, 'format', format], { maxBuffer: 256 << 20 })).stdout
  await dump('c')
  return (await dump('raw')).split('\n').filter((line) => line.startsWith('[')).length
}
