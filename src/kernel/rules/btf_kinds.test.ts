import { expect, test } from 'vitest'
import { btfKinds } from './btf_kinds.ts'
import { find, wordsOn } from './testing/compile.ts'

const PROGRAM = 'float ratio; SEC("xdp") int prog(void *ctx) { return *(int *)&ratio; }'

test('libbpf rewrites what kernels do not know; without it each kind is refused until its release', async () => {
  expect(await find(btfKinds, PROGRAM, 'libbpf')).toEqual([])
  const plain = await find(btfKinds, PROGRAM, 'none')
  expect(wordsOn('4.14', plain)).toEqual([])
  expect(wordsOn('4.19', plain)).toEqual([
    'Invalid kind:12',
    'Invalid kind:13',
    'Invalid kind:14',
    'Invalid kind:15',
    'Invalid kind:16',
  ])
  expect(wordsOn('5.4', plain)).toEqual(['Invalid btf_info:c000001', 'Invalid kind:16'])
  expect(wordsOn('5.10', plain)).toEqual(['Invalid kind:16'])
  expect(wordsOn('5.13', plain)).toEqual([])
})

test('cilium/ebpf hands over all but the floating point numbers', async () => {
  expect(await find(btfKinds, PROGRAM, 'cilium')).toMatchObject([{ since: '5.13' }])
})
