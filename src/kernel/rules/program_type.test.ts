import { expect, test } from 'vitest'
import { programType } from './program_type.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (section: string) => `SEC("${section}") int prog(void *ctx) { return 0; }`

test.each([
  ['lsm/file_open', '5.7', 'BPF_PROG_TYPE_LSM'],
  ['netfilter', '6.4', 'BPF_PROG_TYPE_NETFILTER'],
  ['sk_lookup', '5.9', 'BPF_PROG_TYPE_SK_LOOKUP'],
  ['xdp', '4.8', 'BPF_PROG_TYPE_XDP'],
])('%s came with %s', async (section, since, type) => {
  const found = await find(programType, source(section))
  expect(found).toMatchObject([
    {
      program: 'prog',
      since,
      feature: `program:${type}`,
      location: { line: 1 },
      message: expect.stringContaining(section),
    },
  ])
  expect([wordsOn('4.4', found), wordsOn(since, found)]).toEqual([['bpf(BPF_PROG_LOAD): -EINVAL'], []])
})

test('packets in fragments came with 5.18', async () => {
  const found = await find(programType, source('xdp.frags'))
  expect(wordsOn('5.15', found)).toEqual(['bpf(BPF_PROG_LOAD): -EINVAL, for BPF_F_XDP_HAS_FRAGS'])
  expect(wordsOn('5.18', found)).toEqual([])
})

test('a section that says nothing is the loader to decide', async () => {
  expect(await find(programType, source('classifier/x'))).toEqual([])
})
