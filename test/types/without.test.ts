/** What the merge of types and CO-RE is for, seen where a step of it is left out (native/test/linker/exhaustive.cpp). */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { exhaustivePath } from '../support/exhaustive.ts'
import { dumpBtf } from './btf_dump.ts'
import { randomSources } from './random_types.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-without-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => path.join(folder, name)

function compile(name: string, text: string, ...flags: string[]): string {
  writeFileSync(at(`${name}.c`), text)
  const args = ['-target', 'bpf', '-mcpu=v3', '-g', '-O2', '-w', ...flags, '-c', at(`${name}.c`), '-o', at(`${name}.o`)]
  execFileSync('clang-22', args)
  return at(`${name}.o`)
}

/** Links bitcode; without a step, or as it should be. */
function link(inputs: string[], step: '' | 'core-names' | 'btf-rewrite'): string {
  const output = at(`without-${step}.o`)
  // No step has an empty name: type-merge changes nothing in these objects.
  const env = { ...process.env, BPF_LINKER_WITHOUT: step || 'type-merge' }
  const exports = ['--export', 'first,second']
  execFileSync(exhaustivePath(), ['--btf', '--cpu', 'v3', ...exports, '-o', output, ...inputs], { env, stdio: 'pipe' })
  return output
}

const local = (fields: string, name: string, body: string) => `
  struct task_struct { ${fields} } __attribute__((preserve_access_index));
  struct ${name}_type { long ${name}; };
  __attribute__((section("kprobe/${name}"))) long ${name}(struct task_struct *t) { return ${body}; }
`
const sources = {
  first: local('int pad; int pid;', 'first', 't->pid + __builtin_btf_type_id(*(struct first_type *)0, 0)'),
  second: local('int pad; int tgid;', 'second', 't->tgid + __builtin_btf_type_id(*(struct second_type *)0, 0)'),
}

/** Kind and what it stands for; with the constant of the instruction where that is a type's id. */
function relocations(object: string): string[] {
  const text = execFileSync('llvm-objdump-22', ['-d', '-r', '--no-show-raw-insn', object], { encoding: 'utf8' })
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const [, kind, id, what] = /CO-RE <(\w+)> \[(\d+)\] (.*)$/.exec(line) ?? []
    if (kind === undefined) return []
    const constant = /= (0x[\da-f]+|\d+)( ll)?$/.exec(lines[index - 1] ?? '')?.[1]
    return [kind === 'local_type_id' ? `${kind} ${what} ${Number(constant) === Number(id)}` : `${kind} ${what}`]
  })
}

it('keeps fields and types of several files apart, but not without names of their own', () => {
  const inputs = Object.entries(sources).map(([name, text]) => compile(name, text, '-emit-llvm'))
  const right = [
    'byte_off struct task_struct::pid (0:1)',
    'local_type_id struct first_type true',
    'byte_off struct task_struct::tgid (0:1)',
    'local_type_id struct second_type true',
  ]
  expect(relocations(link(inputs, '')).sort()).toEqual(right.sort())
  expect(relocations(link(inputs, 'core-names')).sort()).not.toEqual(right)
})

it('has no more types than libbpf’s linker, but not where BTF is as LLVM wrote it', () => {
  const texts = randomSources({ seed: 3, types: 24, files: 3, conflicts: false })
  const bitcode = texts.map((text, file) => compile(`bitcode-${file}`, text, '-emit-llvm'))
  const objects = texts.map((text, file) => compile(`object-${file}`, text))
  execFileSync('bpftool', ['gen', 'object', at('reference.o'), ...objects])
  const exports = bitcode.map((_, file) => `function_${file}_*,variable_${file}_*`).join()
  const count = (step: 'type-merge' | 'btf-rewrite') => {
    const args = ['--btf', '--cpu', 'v3', '--export', exports, '-o', at('ours.o'), ...bitcode]
    execFileSync(exhaustivePath(), args, { env: { ...process.env, BPF_LINKER_WITHOUT: step }, stdio: 'pipe' })
    return dumpBtf(at('ours.o')).length
  }
  const reference = dumpBtf(at('reference.o')).length
  expect(count('type-merge')).toBeLessThanOrEqual(reference)
  expect(count('btf-rewrite')).toBeGreaterThan(reference)
})
