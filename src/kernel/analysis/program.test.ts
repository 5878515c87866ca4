import { expect, test } from 'vitest'
import { address, assemble, call, exit, functionAddress, mov } from '../../../test/support/assemble.ts'
import { BpfLinkerError } from '../../errors.ts'
import { loadPrograms } from './program.ts'

test('subprograms stand behind the program once each, in the order of libbpf: what a callee calls comes before what its caller calls next', () => {
  const [program] = loadPrograms(
    assemble({
      programs: { main: [call('b'), functionAddress(2, 'a'), call('b'), exit()] },
      subprograms: { a: [call('c'), exit()], unused: [exit()], b: [call('c'), exit()], c: [exit()] },
    }),
  )
  expect(program?.functions.map(({ code, base }) => [code.info.name, base])).toEqual([
    ['main', 0],
    ['b', 5],
    ['c', 7],
    ['a', 8],
  ])
  expect(program?.length).toBe(10)
})

test('functions that programs share are looked at once', () => {
  const [one, two] = loadPrograms(
    assemble({
      programs: { one: [call('f'), exit()], two: [mov(1, 0), call('f'), exit()] },
      subprograms: { f: [exit()] },
    }),
  )
  expect(one?.functions[1]?.code).toBe(two?.functions[1]?.code)
  expect([one?.functions[1]?.base, two?.functions[1]?.base]).toEqual([2, 3])
})

test('the line of an instruction is its own or the last one before it', () => {
  const info = assemble({ programs: { main: [mov(0, 0), address(1), exit()] } })
  delete info.programs[0]?.disassembly?.[1]?.location
  const code = loadPrograms(info)[0]?.functions[0]?.code
  expect([0, 1, 2, 3].map((index) => code?.location(index)?.line)).toEqual([1, 1, 1, 3])
})

test('without disassembly there is nothing to judge', () => {
  const info = assemble({ programs: { main: [exit()] } })
  delete info.programs[0]?.disassembly
  expect(() => loadPrograms(info)).toThrow(BpfLinkerError)
})
