import { expect, test } from 'vitest'
import { attachType } from './attach_type.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (section: string) => `SEC("${section}") int prog(void *ctx) { return 1; }`

test.each([
  ['cgroup/getpeername4', '5.8', 'BPF_PROG_LOAD'],
  ['kprobe.multi/vfs_*', '5.18', 'BPF_LINK_CREATE'],
  ['tcx/ingress', '6.6', 'BPF_LINK_CREATE'],
])('%s came with %s', async (section, since, call) => {
  const found = await find(attachType, source(section))
  expect(found).toMatchObject([{ program: 'prog', since, message: expect.stringContaining(since) }])
  expect([wordsOn('5.4', found), wordsOn(since, found)]).toEqual([[`bpf(${call}): -EINVAL`], []])
})

test.each(['xdp', 'tc/ingress', 'sk_reuseport'])(
  'older kernels do not ask for the attach type of %s',
  async (section) => {
    expect(await find(attachType, source(section))).toEqual([])
  },
)

test('only libbpf leaves the field out where kernels do not know it', async () => {
  const ingress = source('cgroup_skb/ingress')
  expect(wordsOn('4.14', await find(attachType, ingress, 'libbpf'))).toEqual([])
  const plain = await find(attachType, ingress, 'none')
  expect(wordsOn('4.14', plain)).toEqual(['bpf(BPF_PROG_LOAD): -E2BIG'])
  expect(wordsOn('4.17', plain)).toEqual([])
})
