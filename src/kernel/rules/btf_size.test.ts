import { expect, test } from 'vitest'
import { assemble } from '../../../test/support/assemble.ts'
import { violations } from '../../../test/support/judge.ts'
import type { BtfInfo } from '../../object/btf_types.ts'
import type { Loader } from '../../settings/profile.ts'
import { btfSize } from './btf_size.ts'
import { wordsOn } from './testing/compile.ts'

/** Types by the ten thousands take a compiler long: only the figures count here. */
function find(btf: Partial<BtfInfo>, loader: Loader = 'none') {
  const whole = { size: 24, typeCount: 1, kinds: {}, ...btf }
  return violations(btfSize, { ...assemble({ programs: {} }), btf: whole }, loader)
}

test('65,535 types until 5.3, then 1,048,575', () => {
  expect(find({ typeCount: 65_535 })).toEqual([])
  const many = find({ typeCount: 65_536 })
  expect([wordsOn('5.3', many), wordsOn('5.4', many)]).toEqual([['Too many types'], []])
  expect(wordsOn('6.12', find({ typeCount: 1_048_576 }))).toEqual(['Too many types'])
})

test('16 MiB', () => {
  expect(find({ size: 16 * 2 ** 20 })).toEqual([])
  expect(wordsOn('6.12', find({ size: 16 * 2 ** 20 + 1 }))).toEqual(['bpf(BPF_BTF_LOAD): -E2BIG'])
})

test('libbpf goes on without', () => {
  expect(find({ typeCount: 65_536 }, 'libbpf')).toEqual([])
})
