import { expect, test } from 'vitest'
import { add, assemble, exists, exit, goto_, jeq, mov } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { endlessLoops, loops } from './loops.ts'

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
  const info = assemble({ programs: { main: [mov(0, 0), jeq(0, 1, 1), exit(), add(0, 1), goto_(-2)] } })
  expect(says(endlessLoops, info, '5.10')).toEqual(['infinite loop detected at insn 3'])
  expect(says(endlessLoops, info, '4.19')).toEqual([])
  expect(says(loops, info, '4.19')).toEqual(['back-edge from insn 4 to 3'])
})

test('a loop behind a guard is a back-edge, but not walked', () => {
  const info = assemble({ programs: { main: [exists(1), jeq(1, 0, 1), goto_(-1), mov(0, 0), exit()] } })
  expect(says(loops, info, '5.2')).toEqual(['back-edge from insn 2 to 2'])
  expect(says(endlessLoops, info, '5.10')).toEqual(['infinite loop detected at insn 2 [bpf_core_type_exists(thing)]'])
})
