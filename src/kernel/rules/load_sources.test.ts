import { expect, test } from 'vitest'
import { address, assemble, exit, functionAddress, type Line, mov } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import type { BtfType } from '../../object/btf_types.ts'
import { loadSources } from './load_sources.ts'

const WORDS = ['unrecognized bpf_ld_imm64 insn']

test('numbers and maps are as old as eBPF; global variables are another rule', () => {
  const info = assemble({
    maps: ['m'],
    data: ['d'],
    programs: { main: [address(1), address(1, 'm'), address(1, 'd'), exit()] },
  })
  expect(violations(loadSources, info)).toEqual([])
})

test('the address of a function', () => {
  const info = assemble({
    programs: { main: [mov(0, 0), functionAddress(2, 'cb'), exit()] },
    subprograms: { cb: [exit()] },
  })
  expect(says(loadSources, info, '5.12')).toEqual(WORDS)
  expect(says(loadSources, info, '5.13')).toEqual([])
  expect(violations(loadSources, info)).toMatchObject([{ location: { line: 2 }, since: '5.13' }])
})

test('with types, older kernels count a callback as a function too many', () => {
  const info = assemble({
    types: [{ id: 0, kind: 'void' }],
    programs: { main: [mov(0, 0), functionAddress(2, 'cb'), exit()] },
    subprograms: { cb: [exit()] },
  })
  expect(says(loadSources, info, '4.19')).toEqual(WORDS)
  expect(says(loadSources, info, '5.12')).toEqual(["number of funcs in func_info doesn't match number of subprogs"])
  expect(says(loadSources, info, '5.13')).toEqual([])
})

test('the second half of a load holds a number and nothing else', () => {
  const info = assemble({ programs: { main: [{ opcode: 0x18, dst: 1 }, mov(0, 0), exit()] } })
  expect(says(loadSources, info, '4.19')).toEqual(['invalid bpf_ld_imm64 insn'])
  expect(says(loadSources, info, '6.18')).toEqual(['invalid bpf_ld_imm64 insn'])
})

test('a kind of load that no kernel has', () => {
  const line: Line = { ...address(1), src: 7 }
  expect(says(loadSources, assemble({ programs: { main: [line, exit()] } }), '6.18')).toEqual(WORDS)
})

test('the address of a kernel variable, when it has a type and is not weak', () => {
  const types: BtfType[] = [
    { id: 0, kind: 'void' },
    { id: 1, kind: 'int', size: 4, bits: 32 },
    { id: 2, kind: 'var', name: 'k', type: 1, linkage: 'extern' },
    { id: 3, kind: 'const', type: 0 },
    { id: 4, kind: 'var', name: 'k', type: 3, linkage: 'extern' },
  ]
  const loading = (btfType: number, weak: boolean) =>
    assemble({
      types,
      externs: [{ name: 'k', kind: 'ksym', weak, btfType }],
      programs: { main: [address(1, 'k'), exit()] },
    })
  expect(says(loadSources, loading(2, false), '5.9')).toEqual(WORDS)
  expect(says(loadSources, loading(2, false), '5.10')).toEqual([])
  expect(violations(loadSources, loading(4, false))).toEqual([])
  expect(violations(loadSources, loading(2, true))).toEqual([])
})

test.each([
  [2, '5.1', '5.2'],
  [3, '5.9', '5.10'],
  [5, '5.13', '5.14'],
  [6, '5.13', '5.14'],
])('src_reg %i in code that is resolved already', (src, last, first) => {
  const line: Line = { ...address(1), src }
  const info = assemble({ programs: { main: [line, exit()] } })
  expect(says(loadSources, info, last)).toEqual(WORDS)
  expect(says(loadSources, info, first)).toEqual([])
})
