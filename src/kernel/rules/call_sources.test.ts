import { expect, test } from 'vitest'
import { assemble, call, exists, exit, helper, jeq, kfunc, type Line, mov } from '../../../test/support/assemble.ts'
import { says } from '../../../test/support/judge.ts'
import { callSources } from './call_sources.ts'

const WORDS = 'BPF_CALL uses reserved fields'
const strange: Line = { opcode: 0x85, src: 3, imm: 1 }

test('a call of a kind that no kernel has, where the verifier comes by', () => {
  expect(says(callSources, assemble({ programs: { main: [strange, exit()] } }), '6.12')).toEqual([WORDS])
  const behind = assemble({ programs: { main: [mov(0, 0), exists(1), jeq(1, 0, 1), strange, exit()] } })
  expect(says(callSources, behind, '6.12')).toEqual([`${WORDS} [bpf_core_type_exists(thing)]`])
})

test('a call with a register in it', () => {
  const info = assemble({ programs: { main: [{ ...helper(1), dst: 2 }, exit()] } })
  expect(says(callSources, info, '4.4')).toEqual([WORDS])
})

test('helpers, functions and kernel functions are fine', () => {
  const info = assemble({
    programs: { main: [helper(1), call('sub'), kfunc('bpf_throw'), exit()] },
    subprograms: { sub: [exit()] },
  })
  expect(says(callSources, info, '6.12')).toEqual([])
})
