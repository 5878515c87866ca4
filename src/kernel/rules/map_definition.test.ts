import { expect, test } from 'vitest'
import type { Loader } from '../../settings/profile.ts'
import { mapDefinition } from './map_definition.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (fields: string) => `
struct { ${fields} } events SEC(".maps");
SEC("xdp") int prog(void *ctx) { int zero = 0; return bpf_map_update_elem(&events, &zero, &zero, 0); }`

const ARRAY = '__uint(type, BPF_MAP_TYPE_ARRAY); '
const OUTER = '__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 1); __type(key, int); '
const STORAGE = '__uint(type, BPF_MAP_TYPE_SK_STORAGE); '

test.each<[string, Loader, string | undefined]>([
  [`${ARRAY}__uint(max_entries, 1); __type(key, int); __type(value, int);`, 'libbpf', undefined],
  [`${ARRAY}__uint(max_entries, 1); __type(key, long); __type(value, int);`, 'libbpf', 'has keys of 8 bytes, not 4'],
  [`${ARRAY}__type(key, int); __type(value, int);`, 'libbpf', 'has no max_entries'],
  ['__uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 5000);', 'none', 'not a power of 2 and whole pages'],
  ['__uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 5000);', 'libbpf', undefined],
  ['__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __type(key, int); __type(value, int);', 'libbpf', undefined],
  ['__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __type(key, int); __type(value, int);', 'none', 'has no max_entries'],
  [
    '__uint(type, BPF_MAP_TYPE_LPM_TRIE); __uint(max_entries, 1); __type(key, long); __type(value, int);',
    'aya',
    'BPF_F_NO_PREALLOC',
  ],
  [`${OUTER}__type(value, int);`, 'libbpf', 'has no inner map'],
  [
    `${OUTER}__array(values, struct { ${ARRAY}__uint(max_entries, 1); __type(key, int); __type(value, int); });`,
    'libbpf',
    undefined,
  ],
  [
    `${OUTER}__array(values, struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __type(key, int); __type(value, int); });`,
    'libbpf',
    'has inner maps without max_entries',
  ],
  [
    '__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE); __type(key, long); __type(value, char[5000]);',
    'libbpf',
    'more than 4096 came with 5.15',
  ],
  [`${STORAGE}__uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, int);`, 'libbpf', undefined],
  [
    `${STORAGE}__uint(map_flags, BPF_F_NO_PREALLOC); __uint(max_entries, 1); __type(key, int); __type(value, int);`,
    'libbpf',
    'has max_entries 1, not 0',
  ],
  [
    `${ARRAY}__uint(max_entries, 1); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, int);`,
    'libbpf',
    'has the flag BPF_F_NO_PREALLOC',
  ],
  [
    '__uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __uint(map_flags, BPF_F_MMAPABLE); __type(key, int); __type(value, int);',
    'libbpf',
    'has the flag BPF_F_MMAPABLE',
  ],
  [
    '__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 1); __uint(key_size, 4); __uint(value_size, 40000);',
    'libbpf',
    'for each CPU',
  ],
  [
    '__uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 1); __type(key, int); __type(value, int);',
    'libbpf',
    'has keys of 4 bytes, not 0',
  ],
])('%s under %s: %s', async (fields, loader, words) => {
  const found = await find(mapDefinition, source(fields), loader)
  if (words === undefined) expect(found).toEqual([])
  else
    expect(found).toMatchObject([
      { map: 'events', message: expect.stringContaining(words), refusedIn: [{ since: '3.18' }] },
    ])
})

test('large keys of hashes, until 5.10', async () => {
  const fields =
    '__uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __uint(key_size, 600); __uint(value_size, 4);'
  const found = await find(mapDefinition, source(fields))
  expect([wordsOn('5.10', found), wordsOn('5.11', found)]).toEqual([['bpf(BPF_MAP_CREATE): -E2BIG'], []])
})

test('slots that the object fills need no sizes', async () => {
  const found = await find(
    mapDefinition,
    `int other(void *);
     struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 1); __uint(key_size, 4); __array(values, int(void *)); }
       jumps SEC(".maps") = { .values = { (void *)&other } };
     SEC("xdp") int other(void *ctx) { return 0; }
     SEC("xdp") int prog(void *ctx) { bpf_tail_call(ctx, &jumps, 0); return 0; }`,
  )
  expect(found).toEqual([])
})
