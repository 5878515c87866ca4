/**
 * The lazy merge beside the exhaustive one: `bpf-linker-exhaustive`
 * (native/test/exhaustive.cpp) takes the same command line, and parses and moves
 * everything.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { viewObject, withoutTypeNumbers } from '../corpus/view.ts'
import { btfLines, funcInfo } from './btf.ts'

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
  return new Map([
    ['sections', view.sections],
    ['visible symbols', view.visible],
    ['undefined symbols', view.undefinedNames],
    ['disassembly', disassembly(object)],
    ['data', data(object)],
    ['BTF', btfLines(object)],
    ['func_info', funcInfo(object)],
  ])
}

/** Instructions with relocations, source lines and CO-RE relocations. */
function disassembly(object: string): string[] {
  const text = run('llvm-objdump-22', ['-d', '-r', '-l', '--no-show-raw-insn', object])
  return withoutTypeNumbers(text).split('\n').slice(2)
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
