/** A broken linker breaks tests: a script between rustc and ours takes something away, and programs must complain. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nativePath } from '../../src/link/native.ts'
import { buildProgram, judgeProgram, parseProgram, programFolder } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-rust-faults-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Fault {
  what: string
  /** Shell patterns of the arguments that go. */
  patterns: string
  /** How many arguments after each go with it. */
  values?: number
  /** Each of them must complain. */
  programs: string[]
}

const faults: Fault[] = [
  {
    what: '--btf',
    patterns: '--btf',
    programs: ['generic_names', 'linkage', 'map', 'simple_enum', 'sorted_members', 'data_carrying_enum'],
  },
  {
    what: '--export-symbols and its file',
    patterns: '--export-symbols',
    values: 1,
    programs: ['exports_bin', 'exports_cdylib', 'objects_between'],
  },
  { what: '--ignore-inline-never', patterns: '--ignore-inline-never', programs: ['inline_never'] },
  { what: '--unroll-loops', patterns: '--unroll-loops', programs: ['unroll'] },
  { what: 'the object of the crate', patterns: '*.rcgu.o', programs: ['program_section', 'linkage', 'opt_level_3'] },
  {
    what: 'the rlib of a dependency',
    patterns: '*/libexports_dependency.rlib|*/libother_crate.rlib',
    programs: ['exports_bin', 'exports_cdylib', 'objects_between'],
  },
  {
    what: 'core and compiler_builtins',
    patterns: '*/libcore-*|*/libcompiler_builtins-*',
    programs: ['memory_builtins'],
  },
  {
    what: 'the C shim',
    patterns: '*/shim.c.o|*/shim.c.ll|*/libshim.c.a|*/anonymous_struct.c.bc',
    programs: ['c_shim_object', 'c_shim_elf', 'c_shim_ir', 'c_shim_archive', 'anonymous_c_struct'],
  },
]

/** A linker that takes away what `patterns` match, and hands the rest to ours. */
function brokenLinker(name: string, patterns: string, values = 0): string {
  const path = join(folder, `${name}.sh`)
  const script = `#!/bin/sh
left=$#
while [ $left -gt 0 ]; do
  case "$1" in
    ${patterns}) shift ${1 + values}; left=$((left - ${1 + values})) ;;
    *) set -- "$@" "$1"; shift; left=$((left - 1)) ;;
  esac
done
exec '${nativePath()}' "$@"
`
  writeFileSync(path, script)
  chmodSync(path, 0o755)
  return path
}

async function complaints(program: string, linker: string): Promise<string[]> {
  const parsed = parseProgram(join(programFolder, `${program}.rs`))
  const own = join(folder, basename(linker, '.sh'), program)
  return judgeProgram(parsed, buildProgram(parsed, linker, own), own, undefined)
}

describe('without', () => {
  describe.each(faults)('$what', ({ what, patterns, values, programs }) => {
    const name = what.replaceAll(/\W+/g, '_')

    it.each(programs)('%s fails', async (program) => {
      expect(await complaints(program, brokenLinker(name, patterns, values))).not.toEqual([])
    })
  })
})

describe('with a script that takes nothing away', () => {
  it.each([...new Set(faults.flatMap(({ programs }) => programs))])('%s passes', async (program) => {
    expect(await complaints(program, brokenLinker('whole', "''"))).toEqual([])
  })
})
