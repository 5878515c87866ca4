import { expect, test } from 'vitest'
import { CPUS, FEATURES, type Feature } from './cpus.generated.ts'
import { mayEmit } from './cpus.ts'

const features = Object.keys(FEATURES) as Feature[]

test.each([
  ['generic', ['ld-abs']],
  ['v1', ['ld-abs']],
  ['v2', ['ld-abs', 'jlt']],
  ['v3', ['ld-abs', 'jlt', 'alu32', 'jmp32', 'atomic']],
] as const)('what LLVM makes for %s', (cpu, expected) => {
  expect(features.filter((feature) => mayEmit(cpu, feature))).toEqual(expected)
})

test('a cpu that is asked for at the time of the link may be any', () => {
  for (const cpu of CPUS)
    for (const feature of features) if (mayEmit(cpu, feature)) expect(mayEmit('probe', feature)).toBe(true)
  expect(mayEmit('probe', 'gotox')).toBe(true)
})

test('no cpu makes what only the source asks for', () => {
  expect(features.filter((feature) => !mayEmit('v4', feature))).toEqual([
    'small-atomic',
    'may-goto',
    'address-space-cast',
    'callx',
    'stack-arguments',
  ])
})
