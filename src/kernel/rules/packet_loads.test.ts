import { expect, test } from 'vitest'
import { assemble, call, exists, exit, jeq, type Line, mov } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { packetLoads } from './packet_loads.ts'

const loadByte: Line = { opcode: 0x30, imm: 12 }
const loadIndirect: Line = { opcode: 0x50, src: 6, imm: 12 }
const socket = { programType: 'BPF_PROG_TYPE_SOCKET_FILTER' }

test('a socket filter may, an XDP program may not', () => {
  const main = [loadByte, loadIndirect, exit()]
  expect(violations(packetLoads, assemble({ program: socket, programs: { main } }))).toEqual([])
  expect(says(packetLoads, assemble({ programs: { main } }), '6.12')).toEqual([
    'BPF_LD_[ABS|IND] instructions not allowed for this program type',
  ])
})

test('beside subprograms from 5.10 on', () => {
  const info = assemble({
    program: socket,
    programs: { main: [loadByte, call('f'), exit()] },
    subprograms: { f: [exit()] },
  })
  expect(says(packetLoads, info, '5.9')).toEqual([
    'BPF_LD_[ABS|IND] instructions cannot be mixed with bpf-to-bpf calls',
  ])
  expect(says(packetLoads, info, '5.10')).toEqual([])
})

test('behind a guard it is conditional', () => {
  const info = assemble({ programs: { main: [mov(0, 0), exists(1), jeq(1, 0, 1), loadByte, exit()] } })
  expect(violations(packetLoads, info)).toMatchObject([{ guard: 'bpf_core_type_exists(thing)' }])
})
