import { expect, test } from 'vitest'
import { address, assemble, exit, type Line } from '../../../test/support/assemble.ts'
import { FEATURES, type FeatureFacts } from '../../bpf/cpus.generated.ts'
import { loadPrograms } from './program.ts'

const facts: Readonly<Record<string, FeatureFacts>> = FEATURES

/** Features of a function of these instructions, with the instruction set that has them. */
function used(...main: Line[]): Record<string, unknown> {
  const uses = loadPrograms(assemble({ programs: { main } }))[0]?.functions[0]?.code.uses() ?? new Map()
  return Object.fromEntries([...uses].map(([feature, at]) => [feature, [facts[feature]?.set, ...at]]))
}

test('each use is told with its number and the instruction set that it belongs to', () => {
  const [jlt, w0, jmp32, xchg, gotol] = [
    { opcode: 0xa5 },
    { opcode: 0xb4, imm: 1 },
    { opcode: 0x16 },
    { opcode: 0xdb, imm: 0xe1 },
    { opcode: 0x06 },
  ] as const
  expect(used(jlt, address(1), jlt, w0, jmp32, xchg, gotol, exit())).toEqual({
    jlt: ['v2', 0, 3],
    alu32: ['v3', 4],
    jmp32: ['v3', 5],
    atomic: ['v3', 6],
    gotol: ['v4', 7],
  })
})

test('the first instruction set is no feature, its byte swaps among them', () => {
  expect(
    used({ opcode: 0xdc, imm: 16 }, { opcode: 0xd4, imm: 32 }, { opcode: 0x3f }, { opcode: 0xdb }, exit()),
  ).toEqual({})
})
