import { expect, test } from 'vitest'
import { sleepableMap } from './sleepable_map.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (type: string, flags = '0') => `
struct { __uint(type, BPF_MAP_TYPE_${type}); __uint(map_flags, ${flags}); __uint(max_entries, 4096); __uint(key_size, 4); __uint(value_size, 8); } things SEC(".maps");
SEC("lsm.s/file_open") int prog(void *ctx) { long x = 0; return bpf_map_push_elem(&things, &x, 0); }`

const OLD = 'Sleepable programs can only use array and hash maps'
const MIDDLE = 'Sleepable programs can only use array, hash, and ringbuf maps'
const NEW = 'Sleepable programs can only use array, hash, ringbuf and local storage maps'

test.each([
  ['ARRAY', []],
  ['PERCPU_ARRAY', [OLD]],
  ['RINGBUF', [OLD]],
  ['TASK_STORAGE', [OLD, MIDDLE]],
  ['STACK_TRACE', [OLD, MIDDLE, MIDDLE, NEW]],
])('%s on 5.10, 5.15, 6.1, 6.12: %j', async (type, words) => {
  const found = await find(sleepableMap, source(type))
  expect(['5.10', '5.15', '6.1', '6.12'].flatMap((release) => wordsOn(release, found))).toEqual(words)
})

test('hashes whose elements are allocated at run time, until 6.0', async () => {
  const found = await find(sleepableMap, source('HASH', 'BPF_F_NO_PREALLOC'))
  expect(['5.10', '5.15', '6.1'].flatMap((release) => wordsOn(release, found))).toEqual([
    'Sleepable programs can only use preallocated hash maps',
    'Sleepable programs can only use preallocated maps',
  ])
})
