import { expect, test } from 'vitest'
import {
  add,
  and,
  assemble,
  call,
  exists,
  exit,
  goto_,
  helper,
  jeq,
  type Line,
  load64,
  mov,
  store64,
} from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { endlessLoops, loops } from './loops.ts'

const jne = (dst: number, imm: number, off: number): Line => ({ opcode: 0x55, dst, imm, off })
const load8 = (dst: number, src: number, off: number): Line => ({ opcode: 0x71, dst, src, off })

test('a jump that closes a cycle is refused before 5.3', () => {
  const info = assemble({ programs: { main: [mov(0, 0), add(0, 1), jeq(0, 9, 1), goto_(-3), exit()] } })
  expect(says(loops, info, '5.2')).toEqual(['back-edge from insn 3 to 1'])
  expect(says(loops, info, '5.3')).toEqual([])
  expect(violations(loops, info)).toMatchObject([{ since: '5.3', location: { line: 4 } }])
  expect(says(endlessLoops, info, '5.10')).toEqual([])
})

test('a jump back that closes no cycle is none: 4.14 takes it', () => {
  const info = assemble({ programs: { main: [mov(0, 0), goto_(2), mov(0, 1), exit(), goto_(-3)] } })
  expect(says(loops, info, '4.14')).toEqual([])
})

test('each loop is told of, inner and outer', () => {
  const info = assemble({
    programs: { main: [mov(0, 0), add(0, 1), add(0, 2), jeq(0, 7, -2), jeq(0, 9, -4), exit()] },
  })
  expect(says(loops, info, '4.19')).toEqual(['back-edge from insn 4 to 1', 'back-edge from insn 3 to 2'])
})

test('a loop that nothing leaves', () => {
  const random = helper(7)
  const info = assemble({ programs: { main: [random, jeq(0, 1, 1), exit(), add(0, 1), goto_(-2)] } })
  expect(says(endlessLoops, info, '5.10')).toEqual(['infinite loop detected at insn 3'])
  expect(says(endlessLoops, info, '4.19')).toEqual([])
  expect(says(loops, info, '4.19')).toEqual(['back-edge from insn 4 to 3'])
  expect(violations(endlessLoops, info)[0]?.uncertain).toBeUndefined()
})

test.each<[string, boolean, Line[]]>([
  ['a constant', false, [mov(1, 0), jeq(1, 1, 1)]],
  ['an argument', false, [jeq(2, 1, 1)]],
  ['a byte', true, [load8(1, 1, 0), jeq(1, 255, 1)]],
  ['a byte that cannot be so large', false, [load8(1, 1, 0), jeq(1, 256, 1)]],
  ['three bits', false, [load8(1, 1, 0), and(1, 7), jeq(1, 9, 1)]],
  ['an error of a helper', true, [helper(67), { opcode: 0xc5, dst: 0, imm: 0, off: 1 }]],
  ['a result of a helper with its length', false, [helper(67), jeq(0, 99, 1)]],
  ['what the stack holds', false, [store64(10, -8, 1), load64(1, 10, -8), jeq(1, 1, 1)]],
  ['a value that was compared before', false, [load8(1, 1, 0), jeq(1, 3, 1), jeq(1, 4, 1)]],
])('one behind a comparison of %s: certain is %s', (_, certain, way) => {
  const info = assemble({ programs: { main: [mov(0, 0), ...way, exit(), goto_(-1)] } })
  expect(violations(endlessLoops, info)).toHaveLength(1)
  expect(violations(endlessLoops, info)[0]?.uncertain).toBe(certain ? undefined : true)
})

test('one on every way, and one in a function that is called on every way', () => {
  const both = [mov(1, 0), jeq(1, 1, 1), mov(0, 1), goto_(-1), exit()]
  expect(violations(endlessLoops, assemble({ programs: { main: both } }))[0]?.uncertain).toBeUndefined()
  const sub = { sub: [goto_(-1), exit()] }
  const called = assemble({ programs: { main: [call('sub'), exit()] }, subprograms: sub })
  expect(violations(endlessLoops, called)[0]?.uncertain).toBeUndefined()
  const perhaps = assemble({ programs: { main: [mov(0, 0), jeq(0, 0, 1), call('sub'), exit()] }, subprograms: sub })
  expect(violations(endlessLoops, perhaps)[0]?.uncertain).toBe(true)
})

test('one behind a loop that ends', () => {
  const counting = [mov(0, 0), add(0, 1), jne(0, 9, -2)]
  const info = assemble({ programs: { main: [...counting, goto_(-1), exit()] } })
  expect(violations(endlessLoops, info)).toHaveLength(1)
  expect(violations(endlessLoops, info)[0]?.uncertain).toBeUndefined()
})

test('a loop behind a guard is a back-edge, but not walked', () => {
  const info = assemble({ programs: { main: [exists(1), jeq(1, 0, 1), goto_(-1), mov(0, 0), exit()] } })
  expect(says(loops, info, '5.2')).toEqual(['back-edge from insn 2 to 2'])
  expect(says(endlessLoops, info, '5.10')).toEqual(['infinite loop detected at insn 2 [bpf_core_type_exists(thing)]'])
})
