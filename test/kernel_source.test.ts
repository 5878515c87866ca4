import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
// @ts-expect-error: a script, without types
import { readKernelSource } from '../scripts/generate/kernel_source.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bpf-linker-data-'))
  cpSync(fileURLToPath(new URL('../data/kernel', import.meta.url)), folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const append = (file: string, ...cells: string[]) =>
  writeFileSync(join(folder, file), `${readFileSync(join(folder, file), 'utf8')}${cells.join('\t')}\n`)

test('the next kernel is one line in each table that it changes', () => {
  append('releases.tsv', '7.0', '-')
  append('helpers.tsv', '212', 'bpf_new', '7.0', 'read', '-', '-', '-')
  append('helper_programs.tsv', '7.0', '-', 'read', 'bpf_new bpf_skb_load_bytes', 'XDP')
  const source = readKernelSource(folder)
  expect(source.releases.at(-1)).toBe('7.0')
  expect(source.helperPrograms.at(-1)).toMatchObject({ ids: [212, 26], programTypes: ['BPF_PROG_TYPE_XDP'] })
})

test.each([
  ['helper_programs.tsv', ['7.0', '-', 'read', 'bpf_nwe', 'XDP'], /helpers\.tsv has no helper 'bpf_nwe'/],
  ['helper_programs.tsv', ['7.0', '-', 'read', 'bpf_loop', 'XPD'], /no program type 'BPF_PROG_TYPE_XPD'/],
  [
    'helper_programs.tsv',
    ['7.0', '-', 'read', 'bpf_loop', 'XDP'],
    /XDP bpf_loop stands at helper_programs\.tsv:\d+ as/,
  ],
  ['helper_programs.tsv', ['7.0', 'maybe', 'read', 'bpf_loop', 'XDP'], /no condition is called 'maybe'/],
  ['helper_hooks.tsv', ['7.0', 'read', 'bpf_loop', 'XDP', 'XPD'], /no attach type 'BPF_XPD'/],
  ['helper_hooks.tsv', ['7.0', 'read', 'bpf_nwe', 'XDP', 'XDP'], /helpers\.tsv has no helper 'bpf_nwe'/],
  ['kfunc_programs.tsv', ['7.0', 'read', 'bpf_nwe', 'XDP'], /kfuncs\.tsv has no kernel function 'bpf_nwe'/],
  ['kfunc_programs.tsv', ['7.0', 'read', 'bpf_throw', 'XDP'], /XDP bpf_throw stands at kfunc_programs\.tsv:\d+ as/],
  ['kfuncs.tsv', ['bpf_new', '6.10-6.9', 'read', '-'], /'6\.10-6\.9' does not rise/],
  ['kfuncs.tsv', ['bpf_new', '6.9 6.10', 'read', '-'], /only the last interval may be open/],
  ['kfuncs.tsv', ['bpf_new', 'v7.0', 'read', '-'], /'v7\.0' is no list of releases/],
  ['kfuncs.tsv', ['bpf_new', '7.0', 'somewhere', '-'], /'somewhere' is neither 12 digits of a commit nor a key/],
  ['kfuncs.tsv', ['bpf_new', '7.0', 'read'], /3 columns, expected 4/],
])('%s refuses %j, and says where', (file, cells, message) => {
  append(file, ...cells)
  expect(() => readKernelSource(folder)).toThrow(message)
  expect(() => readKernelSource(folder)).toThrow(`data/kernel/${file}:`)
})
