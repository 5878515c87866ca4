import { expect, test } from 'vitest'
import { address, assemble, exit, jeq, kfunc, mov } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { kfuncInfo } from '../features.ts'
import { gplKfuncs, kfuncs } from './kfuncs.ts'

const NAME = 'bpf_dynptr_size'
const since = kfuncInfo(NAME)?.availability.intervals[0]?.since ?? ''
const strong = assemble({ license: 'GPL', programs: { main: [mov(0, 0), kfunc(NAME), exit()] } })

test('the table knows the kfunc of these tests', () => {
  expect(since).toBe('6.5')
})

test('a kfunc that the kernel does not have', () => {
  expect(says(kfuncs, strong, '6.1')).toEqual([`extern (func ksym) '${NAME}': not found in kernel or module BTFs`])
  expect(says(kfuncs, strong, '6.1', 'none')).toEqual([`calling kernel function ${NAME} is not allowed`])
  expect(says(kfuncs, strong, '5.10', 'none')).toEqual(['BPF_CALL uses reserved fields'])
  expect(says(kfuncs, strong, since)).toEqual([])
  expect(violations(kfuncs, strong)).toMatchObject([{ program: 'main', since, location: { line: 2 } }])
})

test('of a kfunc that the table does not have, only that kfuncs came with 5.13', () => {
  const info = assemble({ programs: { main: [kfunc('my_module_kfunc'), exit()] } })
  expect(says(kfuncs, info, '5.12')).toHaveLength(1)
  expect(says(kfuncs, info, '5.13')).toEqual([])
})

test('a weak one behind a test of its address is conditional, a strong one is not', () => {
  const behind = (weak?: true) =>
    assemble({
      externs: [{ name: NAME, kind: 'kfunc', weak: weak === true }],
      programs: { main: [mov(0, 0), address(1, NAME), jeq(1, 0, 1), kfunc(NAME, weak), exit()] },
    })
  expect(says(kfuncs, behind(true), '6.1')).toEqual([`kfunc '${NAME}' is referenced but wasn't resolved [&${NAME}]`])
  expect(violations(kfuncs, behind())).toMatchObject([{ program: 'main' }])
  expect(violations(kfuncs, behind())[0]?.guard).toBeUndefined()
})

test('a kfunc that programs of that type may not call, also behind a test of its address', () => {
  const slowStart = 'tcp_slow_start'
  const calling = (programType: string) =>
    assemble({
      program: { programType },
      externs: [{ name: slowStart, kind: 'kfunc', weak: true }],
      programs: { main: [mov(0, 0), address(1, slowStart), jeq(1, 0, 1), kfunc(slowStart, true), exit()] },
    })
  const xdp = calling('BPF_PROG_TYPE_XDP')
  expect(says(kfuncs, xdp, '6.12')).toEqual(['calling kernel function tcp_slow_start is not allowed'])
  expect(violations(kfuncs, xdp).at(-1)?.since).toBeUndefined()
  expect(says(kfuncs, calling('BPF_PROG_TYPE_STRUCT_OPS'), '6.12')).toEqual([])
  // Tracepoints may call it since 6.12, the function is of 6.2.
  const tracepoint = assemble({
    program: { programType: 'BPF_PROG_TYPE_TRACEPOINT' },
    programs: { main: [kfunc('bpf_task_acquire'), exit()] },
  })
  expect(says(kfuncs, tracepoint, '6.6')).toEqual(['calling kernel function bpf_task_acquire is not allowed'])
  expect(says(kfuncs, tracepoint, '6.12')).toEqual([])
})

test('kfuncs need a GPL-compatible licence', () => {
  expect(violations(gplKfuncs, strong)).toEqual([])
  expect(says(gplKfuncs, { ...strong, license: 'Proprietary' }, '6.12')).toEqual([
    'cannot call kernel function from non-GPL compatible program',
  ])
})
