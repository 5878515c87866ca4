/**
 * A test program in Rust, in the manner of rustc's compiletest: directives in
 * comments say how to build it and what to look at, `CHECK` lines say what must
 * be there (LLVM's FileCheck).
 *
 *     //@ target: bpfeb-unknown-none     default bpfel-unknown-none
 *     //@ crate-type: cdylib             default bin
 *     //@ opt-level: s                   default 3
 *     //@ aux: name                      auxiliary/name.rs, an rlib; repeatable
 *     //@ c: name.c                      auxiliary/name.c, as bitcode; repeatable
 *     //@ link-args: --btf …             handed to the linker
 *     //@ show: symbols                  symbols, btf, disassembly, header, or output (the artifact itself)
 *     //@ warning: text                  the linker says so and succeeds; repeatable
 *     //@ error: text                    the link fails and says so; repeatable
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RustTarget, rustSysroot, rustToolchain } from './toolchain.ts'

export const programFolder: string = fileURLToPath(new URL('programs', import.meta.url))

const shows = ['symbols', 'btf', 'disassembly', 'header', 'output'] as const
type Show = (typeof shows)[number]

export interface RustProgram {
  path: string
  target: RustTarget
  crateType: string
  optLevel: string
  aux: string[]
  c: string[]
  linkArgs: string[]
  show: Show | undefined
  warnings: string[]
  errors: string[]
}

/** Reads the directives. Throws on one that does not exist, so that a slip of the pen is no test that passes. */
export function parseProgram(path: string): RustProgram {
  const program: RustProgram = {
    path,
    target: 'bpfel-unknown-none',
    crateType: 'bin',
    optLevel: '3',
    aux: [],
    c: [],
    linkArgs: [],
    show: undefined,
    warnings: [],
    errors: [],
  }
  for (const [, key, value = ''] of readFileSync(path, 'utf8').matchAll(/^\/\/@ ([\w-]+): *(.*)$/gm)) {
    switch (key) {
      case 'target':
        program.target = value as RustTarget
        break
      case 'crate-type':
        program.crateType = value
        break
      case 'opt-level':
        program.optLevel = value
        break
      case 'aux':
        program.aux.push(value)
        break
      case 'c':
        program.c.push(value)
        break
      case 'link-args':
        program.linkArgs.push(...value.split(' '))
        break
      case 'show':
        program.show = shows.find((show) => show === value)
        if (program.show === undefined) throw new Error(`${path}: //@ show: ${value} (of ${shows.join(', ')})`)
        break
      case 'warning':
        program.warnings.push(value)
        break
      case 'error':
        program.errors.push(value)
        break
      default:
        throw new Error(`${path}: no directive is called ${key}`)
    }
  }
  return program
}

export interface BuiltProgram {
  ok: boolean
  /** What rustc and the linker said. */
  messages: string
  output: string
}

/** Builds the program in `folder` with rustc, which calls `linker`. */
export function buildProgram(program: RustProgram, linker: string, folder: string): BuiltProgram {
  mkdirSync(folder, { recursive: true })
  const { rustc, env } = rustToolchain()
  const common = ['--edition', '2021', '--sysroot', rustSysroot(program.target), '--target', program.target, '-g']
  common.push('-C', `opt-level=${program.optLevel}`, '-C', 'panic=abort', '-L', folder)
  for (const name of program.aux) {
    const source = join(programFolder, 'auxiliary', `${name}.rs`)
    const args = [...common, '--crate-type', 'rlib', '-o', join(folder, `lib${name}.rlib`), source]
    execFileSync(rustc, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const linkArgs = [...program.linkArgs]
  for (const name of program.c) {
    const bitcode = join(folder, `${name}.bc`)
    const source = join(programFolder, 'auxiliary', name)
    execFileSync('clang-22', ['-target', 'bpf', '-g', '-O2', '-emit-llvm', '-c', source, '-o', bitcode])
    linkArgs.push(bitcode)
  }
  const output = join(folder, basename(program.path, '.rs'))
  const args = [...common, '--crate-type', program.crateType, '-C', `linker=${linker}`, '-W', 'linker-messages']
  args.push('-o', output, ...linkArgs.map((arg) => `-Clink-arg=${arg}`), program.path)
  const result = spawnSync(rustc, args, { env, encoding: 'utf8' })
  return { ok: result.status === 0, messages: `${result.stderr}${result.stdout}`, output }
}

/** What the program's CHECK lines are held against. */
export function showProgram(show: Show, output: string): string {
  switch (show) {
    case 'symbols':
      return symbols(output)
    case 'btf':
      return run('bpftool', ['btf', 'dump', 'file', output, 'format', 'raw'])
    case 'disassembly':
      return run('llvm-objdump-22', ['-d', '--no-show-raw-insn', output])
    case 'header':
      return run('llvm-readobj-22', ['-h', output])
    case 'output':
      return readFileSync(output, 'utf8')
  }
}

/** Holds `text` against the CHECK lines of the program; FileCheck's complaint, or undefined. */
export function fileCheck(program: RustProgram, text: string, folder: string): string | undefined {
  const shown = join(folder, 'shown.txt')
  writeFileSync(shown, text)
  const result = spawnSync('FileCheck-22', ['--input-file', shown, program.path], { encoding: 'utf8' })
  if (result.error) throw result.error
  return result.status === 0 ? undefined : result.stderr
}

/** One line a symbol: type, binding, visibility, section, name. */
function symbols(object: string): string {
  const sections = new Map<string, string>()
  for (const [, index = '', name = ''] of run('llvm-readelf-22', ['-SW', object]).matchAll(/^ *\[ *(\d+)\] (\S+)/gm)) {
    sections.set(index, name)
  }
  const lines: string[] = []
  for (const line of run('llvm-readelf-22', ['-sW', object]).split('\n')) {
    const [, type, binding, visibility, index = '', name = ''] =
      /^ *\d+: \w+ +\S+ (\w+) +(\w+) +(\w+) +(\S+) ?(.*)$/.exec(line) ?? []
    if (type !== undefined) lines.push(`${type} ${binding} ${visibility} ${sections.get(index) ?? index} ${name}`)
  }
  return `${lines.join('\n')}\n`
}

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 64 << 20 })
}
