/**
 * Our own programs, each of which breaks one rule or none: `programs/*.c`.
 *
 * A file is a preamble and parts; each part starts with a line `//: name` and is
 * compiled by itself, behind the preamble. Its directives:
 *
 *     // breaks: which rule, in words
 *     // refused on 5.10 6.1: words that the kernel, or libbpf, says
 *     // types refused on 5.10: words about the BTF as it stands in the file, which libbpf would mend
 *     // cpu: v4             default v3
 *     // flags: -g0          for clang
 *     // licence: …          default GPL
 *     // lines: order        what is done to the object's line records, see damage_lines.ts
 *
 * A kernel that no line names takes the program.
 */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { damageLines, type LineDamage, lineDamages } from '../support/damage_lines.ts'
import { ownHeaders } from '../support/own_headers.ts'
import { KERNELS, type KernelVersion } from './debian.ts'

const run = promisify(execFile)
const folder = join(import.meta.dirname, 'programs')

export interface OwnProgram {
  /** `maps/ring_with_keys`. */
  name: string
  source: string
  breaks?: string
  /** The words by kernel; a kernel without is to take it. */
  refused: Map<KernelVersion, string>
  typesRefused: Map<KernelVersion, string>
  cpu: string
  flags: string[]
  lines?: LineDamage
}

export function ownPrograms(): OwnProgram[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.c'))
    .sort()
    .flatMap((file) => readParts(basename(file, '.c'), readFileSync(join(folder, file), 'utf8')))
}

/** Compiles it with clang; the object's path. */
export async function compileProgram(program: OwnProgram, into: string): Promise<string> {
  const path = join(into, program.name.replace('/', '.'))
  writeFileSync(`${path}.c`, program.source)
  const headers = ['-I', folder, ...ownHeaders(), '-idirafter', '/usr/include/x86_64-linux-gnu']
  const args = ['-target', 'bpf', `-mcpu=${program.cpu}`, '-O2', '-g', '-Wno-everything', ...headers, ...program.flags]
  await run('clang-22', [...args, '-c', `${path}.c`, '-o', `${path}.o`], { maxBuffer: 16 << 20 })
  if (program.lines !== undefined) {
    const object = readFileSync(`${path}.o`)
    damageLines(object, program.lines)
    writeFileSync(`${path}.o`, object)
  }
  return `${path}.o`
}

export function readParts(file: string, text: string): OwnProgram[] {
  const [preamble = '', ...parts] = text.split(/^\/\/: /m)
  return parts.map((part) => {
    const name = `${file}/${/^\w+/.exec(part)?.[0] ?? ''}`
    const program: OwnProgram = {
      name,
      source: `${preamble}//: ${part}`,
      refused: new Map(),
      typesRefused: new Map(),
      cpu: 'v3',
      flags: [],
    }
    for (const [, key = '', value = ''] of part.matchAll(/^\/\/ ([a-z][a-z0-9. ]*): (.*)$/gm)) {
      readDirective(program, key, value)
    }
    return program
  })
}

function readDirective(program: OwnProgram, key: string, value: string): void {
  const refusal = /^(types )?refused on ([\d. ]+)$/.exec(key)
  if (refusal) {
    const words = refusal[1] === undefined ? program.refused : program.typesRefused
    for (const version of refusal[2]?.split(' ') ?? []) words.set(knownKernel(program, version), value)
    return
  }
  switch (key) {
    case 'breaks':
      program.breaks = value
      break
    case 'cpu':
      program.cpu = value
      break
    case 'flags':
      program.flags.push(...value.split(' '))
      break
    case 'lines':
      program.lines = knownDamage(program, value)
      break
    case 'licence':
      program.source = program.source.replace('SEC("license") = "GPL"', `SEC("license") = "${value}"`)
      break
    default:
      throw new Error(`${program.name}: there is no directive "${key}"`)
  }
}

function knownKernel(program: OwnProgram, version: string): KernelVersion {
  const known = KERNELS.find((each) => each === version)
  if (known === undefined) throw new Error(`${program.name}: there is no kernel ${version}, only ${KERNELS.join(', ')}`)
  return known
}

function knownDamage(program: OwnProgram, value: string): LineDamage {
  const known = lineDamages.find((each) => each === value)
  if (known === undefined) throw new Error(`${program.name}: lines are damaged as ${lineDamages.join(', ')}`)
  return known
}
