import { expect, test } from 'vitest'
import { assemble, call, exists, exit, helper, jeq, mov } from '../../test/support/assemble.ts'
import { drawRequirements } from '../report/check.ts'
import { checkObject, requirements } from './check.ts'
import { resolveProfile } from './profiles.ts'

const BPF_LOOP = 181
/** A call, a loop, a new helper, and the same helper behind a check. */
const main = [mov(0, 0), call('sub'), jeq(0, 0, -2), helper(BPF_LOOP), exit()]
const info = assemble({ license: 'GPL', programs: { main }, subprograms: { sub: [mov(0, 0), exit()] } })
const guarded = assemble({
  license: 'GPL',
  programs: { main: [mov(0, 0), exists(1), jeq(1, 0, 1), helper(BPF_LOOP), exit()] },
})
const names = (found: readonly { rule: string }[]) => found.map(({ rule }) => rule)

test('an object without programs breaks nothing and needs nothing', () => {
  const empty = assemble({ programs: {} })
  expect(checkObject(empty, resolveProfile('linux-4.14'))).toEqual([])
  expect(requirements(empty)).toEqual([])
})

test('each kernel finds what it refuses', () => {
  const found = (profile: string) => names(checkObject(info, resolveProfile(profile)))
  expect(found('linux-4.14')).toEqual(['subprograms', 'loops', 'helpers'])
  expect(found('linux-4.19')).toEqual(['loops', 'helpers'])
  expect(found('linux-5.10')).toEqual(['helpers'])
  expect(found('linux-6.1')).toEqual([])
  expect(found('generic')).toEqual([])
})

test('a finding says where, since when it is fine, and what the kernel says', () => {
  expect(checkObject(info, resolveProfile('linux-5.10'))).toMatchObject([
    {
      rule: 'helpers',
      severity: 'error',
      program: 'main',
      location: { file: 'hand.s', line: 4 },
      since: '5.17',
      kernelSays: 'invalid func unknown#181',
    },
  ])
})

test('the profile decides on the level', () => {
  const profile = { ...resolveProfile('linux-4.19'), rules: { loops: 'off', helpers: 'warn' } as const }
  expect(checkObject(info, profile)).toMatchObject([{ rule: 'helpers', severity: 'warning' }])
})

test('what stands behind a guard is a warning, and asks for no kernel', () => {
  const strict = { ...resolveProfile('linux-5.10'), rules: { helpers: 'error' } as const }
  expect(checkObject(guarded, strict)).toMatchObject([
    { rule: 'helpers', severity: 'warning', guard: 'bpf_core_type_exists(thing)' },
  ])
  expect(requirements(guarded, ['libbpf'])).toMatchObject([{ kernel: '4.8', reasons: [{ rule: 'program-type' }] }])
})

test('requirements: the least kernel, and every reason once, newest first', () => {
  const [needed, ...rest] = requirements(info, ['libbpf'])
  expect(rest).toEqual([])
  expect(needed).toMatchObject({ program: 'main', loader: 'libbpf', kernel: '5.17' })
  expect(needed?.reasons.map(({ kernel, rule }) => `${kernel} ${rule}`)).toEqual([
    '5.17 helpers',
    '5.3 loops',
    '4.16 subprograms',
    '4.8 program-type',
  ])
})

test('requirements: what a later kernel took away ends the interval', () => {
  const KTIME_GET_COARSE_NS = 160
  const probe = assemble({
    license: 'GPL',
    program: { programType: 'BPF_PROG_TYPE_KPROBE' },
    programs: { main: [helper(KTIME_GET_COARSE_NS), exit()] },
  })
  expect(requirements(probe, ['libbpf'])).toMatchObject([
    {
      kernel: '5.11',
      kernels: [{ since: '5.11', until: '5.16' }],
      reasons: [
        { rule: 'helpers', kernel: undefined, refusedIn: [{ since: '4.4', until: '5.11' }, { since: '5.16' }] },
      ],
    },
  ])
  expect(drawRequirements(requirements(probe, ['libbpf']))).toMatch(
    /libbpf: Linux 5\.11 until 5\.16\n +not from 5\.16 /,
  )
})

test('what no kernel takes has no least kernel', () => {
  const endless = assemble({ programs: { main: [mov(0, 0), jeq(0, 1, -1), mov(0, 0)] } })
  expect(requirements(endless, ['libbpf'])[0]?.kernel).toBeUndefined()
})

test('people read paths, programs keep symbols', () => {
  const [symbol, path] = ['_RNvCs1_4demo4leaf', 'demo::leaf']
  const made = assemble({
    license: 'GPL',
    programs: { [symbol]: [mov(0, 0), call(`${symbol}s`), exit()] },
    subprograms: { [`${symbol}s`]: [mov(0, 0), exit()] },
  })
  const [table] = made.symbols
  const paths = new Map([
    [symbol, path],
    [`${symbol}s`, `${path}s`],
  ])
  const demangled = {
    ...made,
    programs: made.programs.map((program) => ({ ...program, demangled: path })),
    symbols: [...paths].flatMap(([name, demangled]) => (table === undefined ? [] : [{ ...table, name, demangled }])),
  }
  const message = 'demo::leaf calls demo::leafs; calls between BPF functions came with 4.16'
  expect(checkObject(demangled, resolveProfile('linux-4.14'))).toMatchObject([{ program: symbol, message }])
  const needed = requirements(demangled, ['libbpf'])
  expect(needed).toMatchObject([{ program: symbol, demangled: path, reasons: [{ message }, {}] }])
  expect(drawRequirements(needed)).toMatch(/^demo::leaf\n/)
  expect(checkObject(made, resolveProfile('linux-4.14'))[0]?.message).toMatch(/^_RNvCs1_4demo4leaf calls /)
})
