import { expect, test } from 'vitest'
import { assemble, call, exit, helper, type Line, mov, store64 } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import type { BtfType } from '../../object/btf_types.ts'
import { abnormalReturns, tailCallStack, tailCalls } from './tail_calls.ts'

const tailCall = helper(12)

test('a tail call beside a subprogram came with 5.10', () => {
  const info = assemble({ programs: { main: [call('f'), tailCall, exit()] }, subprograms: { f: [exit()] } })
  expect(says(tailCalls, info, '5.9')).toEqual(['tail_calls are not allowed in programs with bpf-to-bpf calls'])
  expect(says(tailCalls, info, '5.10')).toEqual([])
  const alone = assemble({ programs: { main: [tailCall, exit()] } })
  expect(violations(tailCalls, alone)).toEqual([])
  expect(violations(tailCallStack, alone)).toEqual([])
})

test('callers of what makes a tail call have less than 256 bytes', () => {
  const above = (bytes: number) =>
    assemble({
      programs: { main: [mov(1, 0), store64(10, -bytes, 1), call('f'), exit()] },
      subprograms: { f: [tailCall, exit()] },
    })
  expect(violations(tailCallStack, above(224))).toEqual([])
  const words = (bytes: number) =>
    `tail_calls are not allowed when call stack of previous frames is ${bytes} bytes. Too large`
  expect(says(tailCallStack, above(240), '6.1')).toEqual([words(256)])
  expect(says(tailCallStack, above(240), '6.9')).toEqual([])
  expect(says(tailCallStack, above(300), '6.12')).toEqual([words(304)])
  expect(says(tailCallStack, above(300), '5.9')).toEqual([])
})

test('what makes a tail call or loads packet bytes returns int', () => {
  const types: BtfType[] = [
    { id: 0, kind: 'void' },
    { id: 1, kind: 'int', name: 'int', size: 4, bits: 32 },
    { id: 2, kind: 'funcProto', returnType: 0, parameters: [] },
    { id: 3, kind: 'func', name: 'nothing', type: 2, linkage: 'static' },
    { id: 4, kind: 'funcProto', returnType: 5, parameters: [] },
    { id: 5, kind: 'typedef', name: 'verdict', type: 1 },
    { id: 6, kind: 'func', name: 'number', type: 4, linkage: 'static' },
  ]
  const returning = (type: number, line: Line) =>
    assemble({
      programs: { main: [call('f'), exit()] },
      subprograms: { f: [line, exit()] },
      functionTypes: { f: type },
      types,
    })
  const packetLoad: Line = { opcode: 0x30, imm: 12 }
  expect(says(abnormalReturns, returning(3, tailCall), '5.10')).toEqual([
    "tail_call is only allowed in functions that return 'int'.",
  ])
  expect(says(abnormalReturns, returning(3, packetLoad), '5.10')).toEqual([
    "LD_ABS is only allowed in functions that return 'int'.",
  ])
  expect(violations(abnormalReturns, returning(6, tailCall))).toEqual([])
  expect(violations(abnormalReturns, returning(3, mov(0, 0)))).toEqual([])
})
