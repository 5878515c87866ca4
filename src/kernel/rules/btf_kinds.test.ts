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
    'Invalid btf_info:10000000',
  ])
  expect(wordsOn('5.4', plain)).toEqual(['Invalid btf_info:c000001', 'Invalid btf_info:10000000'])
  expect(wordsOn('5.10', plain)).toEqual(['Invalid btf_info:10000000'])
  expect(wordsOn('5.13', plain)).toEqual([])
})

test('cilium/ebpf hands over all but the floating point numbers', async () => {
  expect(await find(btfKinds, PROGRAM, 'cilium')).toMatchObject([{ since: '5.13' }])
})

test('a wide enum is no valid type before 5.13, and of an unknown kind until 6.0', async () => {
  const plain = await find(
    btfKinds,
    'enum wide { WIDE = 1ull << 32 } value; SEC("xdp") int prog(void *ctx) { return value == WIDE; }',
    'none',
  )
  expect(wordsOn('5.10', plain)).toEqual(['Invalid btf_info:13000001'])
  expect(wordsOn('5.19', plain)).toEqual(['Invalid kind:19'])
  expect(wordsOn('6.0', plain)).toEqual([])
})

test('an enum with negative values is refused until 6.0', async () => {
  const source = 'enum sign { MINUS = -1 } value; SEC("xdp") int prog(void *ctx) { return value == MINUS; }'
  expect(wordsOn('5.19', await find(btfKinds, source, 'none'))).toEqual(['Invalid btf_info kind_flag'])
  expect(wordsOn('6.0', await find(btfKinds, source, 'none'))).toEqual([])
  expect(await find(btfKinds, source, 'libbpf')).toEqual([])
})
