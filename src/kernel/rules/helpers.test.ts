import { expect, test } from 'vitest'
import { assemble, exists, exit, helper, jeq, mov } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { gplHelpers, helpers, sleepingHelpers } from './helpers.ts'

const calling = (id: number, programType = 'BPF_PROG_TYPE_XDP', license = 'GPL') =>
  assemble({ license, program: { programType }, programs: { main: [helper(id), exit()] } })
const [MAP_LOOKUP, CURRENT_PID, PROBE_READ_KERNEL, COPY_FROM_USER, BPF_LOOP] = [1, 14, 113, 148, 181]
const KPROBE = 'BPF_PROG_TYPE_KPROBE'

test('a helper that the kernel does not have', () => {
  expect(says(helpers, calling(BPF_LOOP), '5.15')).toEqual(['invalid func unknown#181'])
  expect(says(helpers, calling(BPF_LOOP), '4.9')).toEqual(['invalid func 181'])
  expect(says(helpers, calling(BPF_LOOP), '5.17')).toEqual([])
  expect(says(helpers, calling(MAP_LOOKUP), '4.8')).toEqual([])
})

test('a helper that the kernel has, but not for programs of that type', () => {
  expect(says(helpers, calling(CURRENT_PID), '4.14')).toEqual(['unknown func bpf_get_current_pid_tgid#14'])
  expect(says(helpers, calling(CURRENT_PID), '6.9')).toEqual(['unknown func bpf_get_current_pid_tgid#14'])
  expect(says(helpers, calling(CURRENT_PID), '6.10')).toEqual([])
  expect(says(helpers, calling(CURRENT_PID, KPROBE), '4.4')).toEqual([])
})

test('a helper that no kernel allows there', () => {
  const skbStoreBytes = calling(9, KPROBE)
  expect(says(helpers, skbStoreBytes, '5.10')).toEqual(['unknown func bpf_skb_store_bytes#9'])
  expect(says(helpers, skbStoreBytes, '6.12')).toEqual(['program of this type cannot use helper bpf_skb_store_bytes#9'])
  expect(violations(helpers, skbStoreBytes).every(({ since }) => since === undefined)).toBe(true)
})

test('the message says which hook, and between which releases', () => {
  const message = (id: number, program: Parameters<typeof assemble>[0]['program']) =>
    violations(helpers, assemble({ program: program ?? {}, programs: { main: [helper(id), exit()] } }))[0]?.message
  const [SETSOCKOPT, KTIME_COARSE] = [49, 160]
  expect(
    message(SETSOCKOPT, { programType: 'BPF_PROG_TYPE_CGROUP_SOCK_ADDR', attachType: 'BPF_CGROUP_INET4_BIND' }),
  ).toContain('in a cgroup_sock_addr program at BPF_CGROUP_INET4_BIND, which kernels allow since 5.12')
  expect(message(KTIME_COARSE, { programType: KPROBE })).toContain('which only Linux 5.11 until 5.16 allows')
})

test('without a program type, only the kernel decides', () => {
  const {
    programs: [main],
    ...rest
  } = calling(9, KPROBE)
  if (main === undefined) throw new Error('no program')
  const { programType: _, ...untyped } = main
  expect(says(helpers, { ...rest, programs: [untyped] }, '5.10')).toEqual([])
})

test('loaders put the old probe read in place of the new; bare system calls do not', () => {
  const info = calling(PROBE_READ_KERNEL, KPROBE)
  expect(says(helpers, info, '5.4')).toEqual([])
  expect(says(helpers, info, '5.4', 'none')).toEqual(['invalid func unknown#113'])
  expect(says(helpers, info, '5.5', 'none')).toEqual([])
})

test('behind a guard it is conditional; one call without makes it an error', () => {
  const behind = [mov(0, 0), exists(1), jeq(1, 0, 1), helper(BPF_LOOP)]
  expect(says(helpers, assemble({ programs: { main: [...behind, exit()] } }), '5.10')).toEqual([
    'invalid func unknown#181 [bpf_core_type_exists(thing)]',
  ])
  const both = assemble({ programs: { main: [...behind, mov(1, 0), helper(BPF_LOOP), exit()] } })
  expect(says(helpers, both, '5.10')).toEqual(['invalid func unknown#181'])
  expect(violations(helpers, both)).toMatchObject([{ location: { line: 6 } }, { location: { line: 6 } }])
})

test('a GPL-only helper under another licence', () => {
  const info = calling(PROBE_READ_KERNEL, KPROBE, 'Proprietary')
  expect(says(gplHelpers, info, '5.10')).toEqual([
    'cannot call GPL-restricted function from non-GPL compatible program',
  ])
  expect(says(gplHelpers, calling(4, KPROBE, 'Apache-2.0'), '4.14')).toEqual([
    'cannot call GPL only function from proprietary program',
  ])
  for (const license of ['GPL', 'Dual MIT/GPL']) expect(violations(gplHelpers, calling(4, KPROBE, license))).toEqual([])
  expect(violations(gplHelpers, calling(MAP_LOOKUP, KPROBE, 'Proprietary'))).toEqual([])
})

test('a licence that a helper once needed', () => {
  const ktime = calling(5, KPROBE, 'Proprietary')
  expect(says(gplHelpers, ktime, '5.7')).toHaveLength(1)
  expect(says(gplHelpers, ktime, '5.8')).toEqual([])
})

test('a helper that may sleep, in a program that may not', () => {
  const info = calling(COPY_FROM_USER, KPROBE)
  expect(says(sleepingHelpers, info, '5.10')).toEqual(['unknown func bpf_copy_from_user#148'])
  expect(says(sleepingHelpers, info, '6.12')).toEqual(['helper call might sleep in a non-sleepable prog'])
  const sleepable = assemble({
    program: { programType: KPROBE, sleepable: true },
    programs: { main: [helper(COPY_FROM_USER), exit()] },
  })
  expect(violations(sleepingHelpers, sleepable)).toEqual([])
})
