import { expect, test } from 'vitest'
import { isAdded } from './added_features.ts'

test.each([
  ['helper:bpf_loop', true],
  ['helper:loop', true],
  ['map:loop', false],
  ['helper:bpf_loops', false],
  ['helpers', true],
  ['loop', false],
])('%s adds what the rule "helpers" misses in bpf_loop: %s', (name, added) => {
  expect(isAdded([name], 'helpers', 'helper:bpf_loop')).toBe(added)
})

test('kinds have prefixes of their own', () => {
  expect(isAdded(['map:ringbuf'], 'map-type', 'map:BPF_MAP_TYPE_RINGBUF')).toBe(true)
  expect(isAdded(['program:lsm'], 'program-type', 'program:BPF_PROG_TYPE_LSM')).toBe(true)
  expect(isAdded(['attach:trace_fentry'], 'attach-type', 'attach:BPF_TRACE_FENTRY')).toBe(true)
})

test('a violation without a feature is met by its rule only', () => {
  expect(isAdded(['helper:bpf_loop'], 'loops', undefined)).toBe(false)
  expect(isAdded(['loops'], 'loops', undefined)).toBe(true)
})
