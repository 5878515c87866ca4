import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inspect } from '../../link/inspect.ts'
import { contextsOf } from '../check.ts'
import { funcInfo } from './func_info.ts'
import { find, wordsOn } from './testing/compile.ts'

/** A program with type information and a function without: what a compiler makes of `__attribute__((nodebug))`. */
const SOURCE = `
volatile int seen;
__attribute__((nodebug, noinline)) static int count(void) { seen = 1; return 1; }
__attribute__((section("xdp"), used)) int prog(void *ctx) { return count(); }
`

test('a function without type information, in an object of clang', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-func-info-'))
  try {
    const file = path.join(folder, 'x.c')
    writeFileSync(file, SOURCE)
    execFileSync('clang-22', ['-target', 'bpf', '-g', '-O2', '-c', file, '-o', `${file}.o`])
    const info = await inspect(`${file}.o`, { disassembly: true, types: true })
    const check = (loader: 'libbpf' | 'none') =>
      contextsOf(info, [loader]).flatMap((context) => [...funcInfo.check(context)])
    expect(check('libbpf')).toMatchObject([{ program: 'prog', message: expect.stringContaining("'count'") }])
    expect(wordsOn('5.4', check('libbpf'))).toEqual(['missing .BTF.ext function info'])
    expect(wordsOn('5.4', check('none'))).toEqual(["number of funcs in func_info doesn't match number of subprogs"])
    expect(wordsOn('4.19', check('none'))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('all with it is fine', async () => {
  expect(await find(funcInfo, SOURCE.replace('nodebug, ', ''))).toEqual([])
})
