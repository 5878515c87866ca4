import { expect, test } from 'vitest'
import { mapValueFields } from './map_value_fields.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (section: string, field: string) => `
typedef struct { int before; ${field} } inner_t;
struct value { int x; const inner_t inner; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct value); } counts SEC(".maps");
SEC("${section}") int prog(void *ctx) { int zero = 0; return !bpf_map_lookup_elem(&counts, &zero); }`

test.each([
  ['kprobe/x', 'struct bpf_spin_lock f;', '5.4', 'tracing progs cannot use bpf_spin_lock yet'],
  ['socket', 'struct bpf_spin_lock f;', '5.10', 'tracing progs cannot use bpf_spin_lock yet'],
  ['socket', 'struct bpf_spin_lock f;', '6.12', 'socket filter progs cannot use bpf_spin_lock yet'],
  ['lsm.s/file_open', 'struct bpf_spin_lock f;', '6.1', 'sleepable progs cannot use bpf_spin_lock yet'],
  ['lsm.s/file_open', 'struct bpf_spin_lock f;', '6.5', undefined],
  ['tracepoint/a/b', 'struct bpf_timer f;', '5.15', 'tracing progs cannot use bpf_timer yet'],
  ['tracepoint/a/b', 'struct bpf_timer f;', '5.10', undefined],
  ['raw_tp/x', 'struct bpf_list_head f;', '6.12', 'tracing progs cannot use bpf_{list_head,rb_root} yet'],
  ['kprobe/x', 'struct bpf_wq f;', '6.12', 'tracing progs cannot use bpf_wq yet'],
  ['xdp', 'struct bpf_spin_lock f;', '6.12', undefined],
  ['kprobe/x', 'struct bpf_spin_lock *f;', '6.12', undefined],
])('%s with %s on %s: %s', async (section, field, release, words) => {
  const found = wordsOn(release, await find(mapValueFields, source(section, field)))
  expect(found).toEqual(words === undefined ? [] : [words])
})
