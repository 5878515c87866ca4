import { expect, test } from 'vitest'
import { perfEventHash, tracingHash } from './preallocated_hash.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (section: string, flags: string) => `
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(map_flags, ${flags}); __uint(max_entries, 1); __type(key, int); __type(value, int); } counts SEC(".maps");
SEC("${section}") int prog(void *ctx) {
  int zero = 0;
  return !bpf_map_lookup_elem(&counts, &zero);
}`

test('perf events until 6.0', async () => {
  const found = await find(perfEventHash, source('perf_event', 'BPF_F_NO_PREALLOC'))
  expect(found).toMatchObject([{ program: 'prog', map: 'counts', since: '6.1', location: { line: 5 } }])
  expect(wordsOn('5.10', found)).toEqual(['perf_event programs can only use preallocated hash map'])
  expect(wordsOn('6.1', found)).toEqual([])
  expect(await find(perfEventHash, source('perf_event', '0'))).toEqual([])
  expect(await find(perfEventHash, source('kprobe/x', 'BPF_F_NO_PREALLOC'))).toEqual([])
})

test('other tracing programs on real-time kernels only, so that it is a warning', async () => {
  const found = await find(tracingHash, source('kprobe/x', 'BPF_F_NO_PREALLOC'))
  expect(wordsOn('5.10', found)).toEqual(['trace type programs can only use preallocated hash map'])
  expect([wordsOn('5.4', found), wordsOn('6.1', found)]).toEqual([[], []])
  expect(await find(tracingHash, source('xdp', 'BPF_F_NO_PREALLOC'))).toEqual([])
  expect(tracingHash.level).toBe('warn')
})
