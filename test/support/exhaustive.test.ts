/** A comparison that finds no difference in anything compares nothing. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { objectDifferences } from './exhaustive.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-differences-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const source = `
struct task { int pid; int tgid; } __attribute__((preserve_access_index));
struct inner; struct outer { struct inner *next; long value; };
int threshold __attribute__((section(".data"))) = 7;
struct outer table __attribute__((section(".bss")));
__attribute__((noinline)) static int helper(struct task *t) { return t->pid; }
__attribute__((section("tc"))) int program(struct task *ctx) { return helper(ctx) + threshold + table.value; }
`

function compile(name: string, text: string): string {
  const [file, object] = [join(folder, 'source.c'), join(folder, name)]
  writeFileSync(file, text)
  execFileSync('clang-22', ['-target', 'bpf', '-g', '-O2', '-c', file, '-o', object])
  return object
}

const changes: [what: string, change: (text: string) => string, where: string[]][] = [
  ['nothing', (text) => text, []],
  ['the order of types', (text) => text.replace(/(int threshold.*)\n(.*)\n/, '$2\n$1\n'), []],
  ['an instruction', (text) => text.replace('+ threshold', '- threshold'), ['disassembly']],
  ['a byte of data', (text) => text.replace('= 7', '= 8'), ['data']],
  ['a section', (text) => text.replace('"tc"', '"xdp"'), ['sections', 'visible symbols', 'disassembly', 'func_info']],
  ['a line', (text) => text.replace('__attribute__((section("tc")', '\n__attribute__((section("tc")'), ['disassembly']],
  ['the field of an access', (text) => text.replace('t->pid', 't->tgid'), ['disassembly']],
  ['the name of a parameter', (text) => text.replaceAll('ctx', 'context'), ['BTF']],
  ['the name of a member', (text) => text.replace('*next', '*last'), ['BTF']],
  [
    'the name of a function',
    (text) => text.replaceAll('program', 'prog'),
    ['visible symbols', 'disassembly', 'BTF', 'func_info'],
  ],
]

it.each(changes)('%s', (_what, change, where) => {
  const differences = objectDifferences(compile('a.o', source), compile('b.o', change(source)))
  expect(differences.map((each) => each.split(':')[0])).toEqual(where)
})
