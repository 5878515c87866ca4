import { expect, test } from 'vitest'
import { mapType } from './map_type.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (type: string) => `
struct { __uint(type, ${type}); __uint(max_entries, 4096); } events SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, int); } one SEC(".maps");
SEC("xdp") int prog(void *ctx) {
  int zero = 0;
  bpf_map_lookup_elem(&one, &zero);
  return bpf_map_push_elem(&events, &zero, 0); // the fifth line of the program
}`

test('a map type that came later is told at its first use', async () => {
  const found = await find(mapType, source('BPF_MAP_TYPE_RINGBUF'))
  expect(found).toMatchObject([
    { map: 'events', since: '5.8', location: { line: 7 }, feature: 'map:BPF_MAP_TYPE_RINGBUF' },
  ])
  expect(wordsOn('5.4', found)).toEqual(['bpf(BPF_MAP_CREATE): -EINVAL'])
  expect(wordsOn('5.8', found)).toEqual([])
})

test('what kernels have had since 4.4 is no finding', async () => {
  expect(await find(mapType, source('BPF_MAP_TYPE_PROG_ARRAY'))).toEqual([])
})

test('a type that no kernel has is refused by all', async () => {
  const found = await find(
    mapType,
    `struct { __uint(type, 999); __uint(max_entries, 1); __type(key, int); __type(value, int); } odd SEC(".maps");
     SEC("xdp") int prog(void *ctx) { int key = 0; return bpf_map_lookup_elem(&odd, &key) != 0; }`,
  )
  expect(wordsOn('6.18', found)).toEqual(['bpf(BPF_MAP_CREATE): -EINVAL'])
})
