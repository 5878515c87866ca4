import { expect, test } from 'vitest'
import { mapFlags } from './map_flags.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (flags: string) => `
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(map_flags, ${flags}); __uint(max_entries, 1); __type(key, int); __type(value, int); } one SEC(".maps");
SEC("xdp") int prog(void *ctx) { int zero = 0; return !bpf_map_lookup_elem(&one, &zero); }`

test.each([
  ['BPF_F_RDONLY_PROG', '5.2'],
  ['BPF_F_MMAPABLE', '5.5'],
  ['BPF_F_INNER_MAP', '5.10'],
])('%s came with %s', async (flag, since) => {
  const found = await find(mapFlags, source(flag))
  expect(found).toMatchObject([{ map: 'one', since, message: expect.stringContaining(flag) }])
  expect([wordsOn('4.19', found), wordsOn(since, found)]).toEqual([['bpf(BPF_MAP_CREATE): -EINVAL'], []])
})

test('each flag of several is told, and maps without any are fine', async () => {
  expect(await find(mapFlags, source('BPF_F_RDONLY_PROG | BPF_F_MMAPABLE'))).toHaveLength(2)
  expect(await find(mapFlags, source('0'))).toEqual([])
})

test('a flag that no kernel has is refused by all', async () => {
  const found = await find(
    mapFlags,
    `struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __uint(map_flags, 1 << 28); __uint(key_size, 4); __uint(value_size, 4); } odd SEC(".maps");
     SEC("xdp") int prog(void *ctx) { int key = 0; return bpf_map_lookup_elem(&odd, &key) != 0; }`,
  )
  expect(wordsOn('6.18', found)).toEqual(['bpf(BPF_MAP_CREATE): -EINVAL'])
})
