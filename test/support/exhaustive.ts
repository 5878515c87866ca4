/**
 * The lazy merge beside the exhaustive one: `bpf-linker-exhaustive`
 * (native/test/linker/exhaustive.cpp) takes the same command line, and parses and moves
 * everything.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { viewObject, withoutTypeNumbers } from '../corpus/view.ts'
import { btfLines, type FuncInfo, funcInfo } from './btf.ts'

const root = join(import.meta.dirname, '../..')

/** The executable. Throws where the native tests were not built. */
export function exhaustivePath(): string {
  const path = join(root, 'native/build/tests/bpf-linker-exhaustive')
  if (!existsSync(path)) throw new Error(`${path} is missing: node scripts/setup.mjs --tests`)
  return path
}

/** What of the two objects differs, a line each: sections, symbols, code, relocations, source lines, CO-RE, BTF. */
export function objectDifferences(lazy: string, exhaustive: string): string[] {
  const [a, b] = [everything(lazy), everything(exhaustive)]
  const names = new Set([...a.keys(), ...b.keys()])
  return [...names].flatMap((name) => firstDifference(name, a.get(name) ?? [], b.get(name) ?? []))
}

/** The same of two texts of IR or assembly, without what is numbered: metadata, and attributes that refer to it. */
export function textDifferences(lazy: string, exhaustive: string): string[] {
  const code = (path: string) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('!'))
      .map((line) => line.replace(/!\d+/g, '!N'))
  return firstDifference('text', code(lazy), code(exhaustive))
}

function everything(object: string): Map<string, string[]> {
  const view = viewObject(object)
  const code = functions(object)
  return new Map([
    ['sections', view.sections],
    ['visible symbols', view.visible],
    ['undefined symbols', view.undefinedNames],
    ['disassembly', code.map(({ section, name, lines }) => `${section} ${name}\n${lines.join('\n')}`).sort()],
    ['data', data(object)],
    ['BTF', btfLines(object)],
    [
      'func_info',
      funcInfo(object)
        .map((info) => placed(info, code))
        .sort(),
    ],
  ])
}

interface CodeOfFunction {
  section: string
  name: string
  offset: number
  lines: string[]
}

/**
 * Instructions with relocations, source lines and CO-RE relocations, of each function by itself: which comes first in a
 * section may depend on functions that are gone. Calls inside a section are by name, not by distance.
 */
function functions(object: string): CodeOfFunction[] {
  const text = withoutTypeNumbers(run('llvm-objdump-22', ['-d', '-r', '-l', object]))
  const parts = text.split('Disassembly of section ').slice(1)
  const sections = parts.map((part) => ({
    section: part.slice(0, part.indexOf(':\n')),
    lines: part.split('\n').slice(1),
  }))
  const all: CodeOfFunction[] = []
  const nameAt = (section: string, offset: number) =>
    all.find((each) => each.section === section && each.offset === offset)?.name

  for (const { section, lines } of sections) {
    for (const line of lines) {
      const [, offset, name] = /^([0-9a-f]{16}) <(.*)>:$/.exec(line) ?? []
      if (offset !== undefined && name !== undefined) {
        all.push({ section, name, offset: Number.parseInt(offset, 16), lines: [] })
      } else if (line !== '') all.at(-1)?.lines.push(line)
    }
  }
  for (const each of all) {
    each.lines = each.lines.map((line, index) => {
      const [, slot, bytes = '', instruction = ''] = /^ +(\d+):\t([0-9a-f ]+)\t(.*)$/.exec(line) ?? []
      if (slot === undefined) return line.replace(/^\s+[0-9a-f]{16}:\s*/, '')
      // BPF_PSEUDO_CALL in the source register, which is the other half of the byte in big endian.
      const [, sign, digits] = /^85 (?:10|01) .*\tcall (-?)0x([0-9a-f]+)$/.exec(`${bytes}\t${instruction}`) ?? []
      if (digits === undefined) return instruction
      const distance = Number.parseInt(`${sign}${digits}`, 16)
      const [, symbol] = /R_BPF_64_32\t(\S+)/.exec(each.lines[index + 1] ?? '') ?? []
      // Against a section the distance counts from its start.
      const callee = nameAt(symbol ?? each.section, (distance + 1 + (symbol === undefined ? Number(slot) : 0)) * 8)
      return callee === undefined ? instruction : `call ${callee}`
    })
  }
  return all
}

/** The same with the function that stands there instead of the offset. */
function placed({ section, offset, name }: FuncInfo, code: CodeOfFunction[]): string {
  const there = code.find((each) => each.section === section && each.offset === offset)
  return `${section} ${there?.name ?? `no function at ${offset}`} ${name}`
}

/** Bytes of what is neither code nor debug info. */
function data(object: string): string[] {
  const args = ['-s', ...['.rodata', '.data', '.maps', 'maps', 'license', '.struct_ops'].map((name) => `-j${name}`)]
  return run('llvm-objdump-22', [...args, object])
    .split('\n')
    .slice(2)
}

function firstDifference(what: string, a: string[], b: string[]): string[] {
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, index) => index).find(
    (index) => a[index] !== b[index],
  )
  if (at === undefined) return []
  return [`${what}: line ${at + 1} of ${a.length} | ${b.length}: ${a[at]?.trim()} | ${b[at]?.trim()}`]
}

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 256 << 20, stdio: ['ignore', 'pipe', 'pipe'] })
}
