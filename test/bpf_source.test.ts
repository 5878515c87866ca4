import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
// @ts-expect-error: a script, without types
import { readBpfSource } from '../scripts/generate/bpf_source.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bpf-linker-data-'))
  cpSync(fileURLToPath(new URL('../data/bpf', import.meta.url)), folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const append = (file: string, ...cells: string[]) =>
  writeFileSync(join(folder, file), `${readFileSync(join(folder, file), 'utf8')}${cells.join('\t')}\n`)

test('a line of opcodes stands for each that its parts make', () => {
  append('opcodes.tsv', 'ALU64 ALU', 'DIV MOD', 'K X', '!0', '7 LOAD_ACQUIRE', 'sdiv', '-', 'llvm')
  expect(readBpfSource(folder).opcodes.at(-1)).toEqual({
    numbers: [0x37, 0x3f, 0x97, 0x9f, 0x34, 0x3c, 0x94, 0x9c],
    off: ['!0'],
    imm: ['7', '256'],
    feature: 'sdiv',
  })
})

test('no two lines of one opcode come after one that fits all', () => {
  // What stands behind it would never count.
  const open = new Set<number>()
  for (const { numbers, off, imm } of readBpfSource(folder).opcodes)
    for (const opcode of numbers) {
      expect(open, `0x${opcode.toString(16)}`).not.toContain(opcode)
      if (off.includes(undefined) && imm.includes(undefined)) open.add(opcode)
    }
})

test.each([
  ['opcodes.tsv', ['ALU65', 'DIV', 'K', '-', '-', '-', '-', 'llvm'], /fields\.tsv has no 'ALU65'/],
  ['opcodes.tsv', ['ALU', 'DIV', 'K', '-', 'NO', '-', '-', 'llvm'], /fields\.tsv has no 'NO'/],
  ['opcodes.tsv', ['ALU', 'DIV', 'K', '-', '-', 'div64', '-', 'llvm'], /features\.tsv has no 'div64'/],
  ['opcodes.tsv', ['ALU', 'DIV', 'K X', '-', '-', '-', 'DIVIDE', 'llvm'], /'DIVIDE' stands for 2 opcodes/],
  ['fields.tsv', ['class', 'NINE', 'nine', 'llvm'], /'nine' is no number/],
  ['features.tsv', ['new', 'v9', '7.0', 'llvm', 'a new one'], /cpus\.tsv has no instruction set 'v9'/],
  ['features.tsv', ['new', 'v4 alu32', '7.0', 'llvm', 'a new one'], /'alu32' is no feature of LLVM with its sign/],
  ['features.tsv', ['new', 'v4', 'v7.0', 'llvm', 'a new one'], /'v7\.0' is no release/],
  ['cpus.tsv', ['v5', 'v4', 'somewhere'], /'somewhere' is neither a section of RFC 9669/],
  ['btf_kinds.tsv', ['21', 'new', 'NEW', '-', '-', '-', '-', '7.0', 'llvm'], /kind 21 stands at the place of 20/],
  ['btf_kinds.tsv', ['20', 'new', 'NEW', '-', 'nmae', 'once', '-', '7.0', 'llvm'], /no word is called 'nmae'/],
  ['btf_kinds.tsv', ['20', 'new', 'NEW', '-', '-', 'each', '-', '7.0', 'llvm'], /its words are there 'each'/],
  ['btf_kinds.tsv', ['20', 'new', 'NEW'], /3 columns, expected 9/],
])('%s refuses %j, and says where', (file, cells, message) => {
  append(file, ...cells)
  expect(() => readBpfSource(folder)).toThrow(message)
  expect(() => readBpfSource(folder)).toThrow(`data/bpf/${file}:`)
})
