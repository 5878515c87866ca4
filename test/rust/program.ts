/**
 * A test program in Rust, in the manner of rustc's compiletest: directives in
 * comments say how to build it and what to look at, `CHECK` lines say what must
 * be there (LLVM's FileCheck).
 *
 *     //@ target: bpfeb-unknown-none     default bpfel-unknown-none
 *     //@ crate-type: cdylib             default bin
 *     //@ opt-level: s                   default 3
 *     //@ rustc-args: -C …               handed to rustc
 *     //@ aux: name -C …                 auxiliary/name.rs, an rlib, with flags of its own; repeatable
 *     //@ c: name.c elf                  auxiliary/name.c, as bitcode (default), object, elf, archive or ir; repeatable
 *     //@ link-args: --btf …             handed to the linker, before the C files; {folder} is where all is built
 *     //@ link-args-after: …             the same, after them
 *     //@ show: symbols                  symbols, btf, disassembly, header, or output (the artifact itself)
 *     //@ absent: text                 nowhere in what is shown (FileCheck's --implicit-check-not); repeatable
 *     //@ warning: text                  the linker says so and succeeds; repeatable
 *     //@ error: text                    the link fails and says so; repeatable
 *     //@ once: text                     said exactly once; repeatable
 *     //@ never: text                    not said; repeatable
 *     //@ loads: yes                     the running kernel takes it, where it can be asked
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LoadOutcome } from '../corpus/load.ts'
import { type RustTarget, rustSysroot, rustToolchain } from './toolchain.ts'

export const programFolder: string = fileURLToPath(new URL('programs', import.meta.url))

const shows = ['symbols', 'btf', 'disassembly', 'header', 'output'] as const
type Show = (typeof shows)[number]

/** How a C file comes to the linker: bitcode as `.bc` or `.o`, ELF with `.llvmbc`, an archive of bitcode, text. */
const cForms = ['bitcode', 'object', 'elf', 'archive', 'ir'] as const
type CForm = (typeof cForms)[number]

export interface RustProgram {
  path: string
  target: RustTarget
  crateType: string
  optLevel: string
  rustcArgs: string[]
  aux: { name: string; args: string[] }[]
  c: { name: string; form: CForm }[]
  linkArgs: string[]
  linkArgsAfter: string[]
  show: Show | undefined
  absent: string[]
  warnings: string[]
  errors: string[]
  once: string[]
  never: string[]
  loads: boolean
}

/** Reads the directives. Throws on one that does not exist, so that a slip of the pen is no test that passes. */
export function parseProgram(path: string): RustProgram {
  const program: RustProgram = {
    path,
    target: 'bpfel-unknown-none',
    crateType: 'bin',
    optLevel: '3',
    rustcArgs: [],
    aux: [],
    c: [],
    linkArgs: [],
    linkArgsAfter: [],
    show: undefined,
    absent: [],
    warnings: [],
    errors: [],
    once: [],
    never: [],
    loads: false,
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
      case 'rustc-args':
        program.rustcArgs.push(...value.split(' '))
        break
      case 'aux': {
        const [name = '', ...args] = value.split(' ')
        program.aux.push({ name, args })
        break
      }
      case 'c': {
        const [name = '', form = 'bitcode'] = value.split(' ')
        program.c.push({ name, form: oneOf(cForms, form) })
        break
      }
      case 'link-args':
        program.linkArgs.push(...value.split(' '))
        break
      case 'link-args-after':
        program.linkArgsAfter.push(...value.split(' '))
        break
      case 'show':
        program.show = oneOf(shows, value)
        break
      case 'absent':
        program.absent.push(value)
        break
      case 'warning':
        program.warnings.push(value)
        break
      case 'error':
        program.errors.push(value)
        break
      case 'once':
        program.once.push(value)
        break
      case 'never':
        program.never.push(value)
        break
      case 'loads':
        program.loads = oneOf(['yes'] as const, value) === 'yes'
        break
      default:
        throw new Error(`${path}: no directive is called ${key}`)
    }
  }
  return program

  function oneOf<T extends string>(allowed: readonly T[], value: string): T {
    const found = allowed.find((each) => each === value)
    if (found === undefined) throw new Error(`${path}: found ${value}, expected one of ${allowed.join(', ')}`)
    return found
  }
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
  for (const { name, args } of program.aux) {
    const source = join(programFolder, 'auxiliary', `${name}.rs`)
    const all = [...common, ...args, '--crate-type', 'rlib', '-o', join(folder, `lib${name}.rlib`), source]
    execFileSync(rustc, all, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const shims = program.c.map(({ name, form }) => compileC(name, form, folder))
  const linkArgs = [...program.linkArgs, ...shims, ...program.linkArgsAfter].map((arg) =>
    arg.replaceAll('{folder}', folder),
  )
  const output = join(folder, basename(program.path, '.rs'))
  const args = [
    ...common,
    ...program.rustcArgs,
    '--crate-type',
    program.crateType,
    '-C',
    `linker=${linker}`,
    '-W',
    'linker-messages',
  ]
  args.push('-o', output, ...linkArgs.map((arg) => `-Clink-arg=${arg}`), program.path)
  const result = spawnSync(rustc, args, { env, encoding: 'utf8' })
  return { ok: result.status === 0, messages: `${result.stderr}${result.stdout}`, output }
}

/** What the program asks for and did not get, a line each. `load` is asked about an object that must load. */
export async function judgeProgram(
  program: RustProgram,
  built: BuiltProgram,
  folder: string,
  load: ((object: string) => Promise<LoadOutcome>) | undefined,
): Promise<string[]> {
  const complaints: string[] = []
  const said = (text: string) => built.messages.split(text).length - 1
  const mustSay = (text: string) => {
    if (said(text) === 0) complaints.push(`not said: ${text}`)
  }
  for (const text of program.once) if (said(text) !== 1) complaints.push(`said ${said(text)} times: ${text}`)
  for (const text of [...program.never, '<unknown>']) if (said(text) > 0) complaints.push(`said: ${text}`)
  if (built.ok === program.errors.length > 0) complaints.push(built.ok ? 'it links' : 'it does not link')
  for (const text of [...program.errors, ...program.warnings]) mustSay(text)
  if (complaints.length > 0) complaints.push(built.messages)
  if (!built.ok) return complaints

  if (program.show !== undefined) {
    try {
      const complaint = fileCheck(program, showProgram(program.show, built.output), folder)
      if (complaint !== undefined) complaints.push(complaint)
    } catch (error) {
      complaints.push(String(error))
    }
  }
  if (program.loads && load !== undefined) {
    const outcome = await load(built.output)
    if (!outcome.loaded) complaints.push(outcome.messages)
  }
  return complaints
}

/** `auxiliary/<name>` by clang-22 in a form that the linker takes; its path. */
function compileC(name: string, form: CForm, folder: string): string {
  const source = join(programFolder, 'auxiliary', name)
  const extension = { bitcode: 'bc', object: 'o', elf: 'o', archive: 'o', ir: 'll' }[form]
  const output = join(folder, `${name}.${extension}`)
  const kind = {
    bitcode: ['-emit-llvm'],
    object: ['-emit-llvm'],
    elf: ['-fembed-bitcode=all'],
    archive: ['-emit-llvm'],
  }
  const flags = form === 'ir' ? ['-emit-llvm', '-S'] : [...kind[form], '-c']
  execFileSync('clang-22', ['-target', 'bpf', '-g', '-O2', ...flags, source, '-o', output])
  if (form !== 'archive') return output
  const archive = join(folder, `lib${name}.a`)
  execFileSync('llvm-ar-22', ['rcs', archive, output])
  return archive
}

/** What the program's CHECK lines are held against. */
function showProgram(show: Show, output: string): string {
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
function fileCheck(program: RustProgram, text: string, folder: string): string | undefined {
  const shown = join(folder, 'shown.txt')
  writeFileSync(shown, text)
  const absent = program.absent.map((text) => `--implicit-check-not=${text}`)
  const result = spawnSync('FileCheck-22', ['--input-file', shown, ...absent, program.path], { encoding: 'utf8' })
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
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'pipe'] })
}
