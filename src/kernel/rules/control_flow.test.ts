import { expect, test } from 'vitest'
import { address, assemble, call, exists, exit, goto_, jeq, mov } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { jumpRange, lastInstruction, unreachableCode } from './control_flow.ts'

const clean = assemble({
  programs: { main: [address(1), jeq(1, 0, 1), mov(0, 0), exit()] },
})

test('a clean function breaks none', () => {
  for (const rule of [jumpRange, lastInstruction, unreachableCode]) expect(violations(rule, clean)).toEqual([])
})

test('an instruction after exit is unreachable', () => {
  const info = assemble({ programs: { main: [mov(0, 0), exit(), mov(0, 1), exit()] } })
  expect(says(unreachableCode, info, '4.4')).toEqual(['unreachable insn 2'])
  expect(violations(unreachableCode, info)).toMatchObject([{ program: 'main', location: { line: 3 } }])
})

test('numbers are those of the loaded program', () => {
  const info = assemble({
    programs: { main: [address(1), call('sub'), exit()] },
    subprograms: { unused: [exit()], sub: [exit(), exit()] },
  })
  expect(says(unreachableCode, info, '6.1')).toEqual(['unreachable insn 5'])
})

test('code behind a guard is reachable', () => {
  const info = assemble({ programs: { main: [mov(0, 0), exists(1), jeq(1, 0, 1), mov(0, 1), exit()] } })
  expect(says(unreachableCode, info, '6.1')).toEqual([])
})

test('where a jump through a register leads is not known, so nothing is unreachable', () => {
  const info = assemble({ programs: { main: [{ opcode: 0x0d, dst: 1 }, mov(0, 0), exit()] } })
  expect(says(unreachableCode, info, '6.19')).toEqual([])
})

test('a jump out of its function', () => {
  const down = assemble({ programs: { main: [mov(0, 0), jeq(0, 1, 7), exit()] } })
  expect(says(jumpRange, down, '5.4')).toEqual(['jump out of range from insn 1 to 9'])
  const up = assemble({ programs: { main: [mov(0, 0), goto_(-3)] } })
  expect(says(jumpRange, up, '5.4')).toEqual(['jump out of range from insn 1 to -1'])
})

test('a jump into a 16-byte load', () => {
  const info = assemble({ programs: { main: [mov(0, 0), jeq(0, 0, 1), address(1), exit()] } })
  expect(says(jumpRange, info, '6.1')).toEqual(['invalid BPF_LD_IMM insn'])
  expect(says(jumpRange, info, '6.6')).toEqual(['jump into the middle of ldimm64 insn 2'])
})

test('a function must end with exit or goto', () => {
  const info = assemble({ programs: { main: [mov(0, 0), exit(), mov(0, 1)] } })
  expect(says(lastInstruction, info, '4.14')).toEqual(['jump out of range from insn 2 to 3'])
  expect(says(lastInstruction, info, '5.10')).toEqual(['last insn is not an exit or jmp'])

  const falls = assemble({ programs: { main: [mov(0, 0)] } })
  expect(says(lastInstruction, falls, '5.10')).toEqual(['last insn is not an exit or jmp'])
  expect(says(jumpRange, falls, '5.10')).toEqual([])
  const back = assemble({ programs: { main: [goto_(1), exit(), goto_(-2)] } })
  expect(says(lastInstruction, back, '5.10')).toEqual([])
})
