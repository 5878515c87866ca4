/** `old-kernel-no-loops`: data that is no data, sections that are not there, atomics that stay adds. */
import { describe, expect, it } from 'vitest'
import { linkText } from '../support/old_kernel.ts'

const MAP = `
struct hist { unsigned long slots[8]; int count; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, int); __type(value, struct hist); } hists SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __uint(key_size, 4); __uint(value_size, 4); } events SEC(".maps");`

const sectionsOf = async (body: string, options = {}) =>
  (await linkText(body, options)).info.sections
    .map(({ name }) => name)
    .filter((name) => /^\.(data|rodata|bss)/.test(name))

describe('a variable that nothing writes is a constant', () => {
  it.each([
    ['a first value', 'static struct hist zero;', 'bpf_map_update_elem(&hists, &key, &zero, 1);'],
    [
      'a first value with fields',
      'static struct hist first = { .count = 3 };',
      'bpf_map_update_elem(&hists, &key, &first, 1);',
    ],
    ['a key', 'static int own = 4;', 'bpf_map_delete_elem(&hists, &own);'],
    [
      'a message',
      'static int message[4] = {1, 2};',
      'bpf_perf_event_output(ctx, &events, 0, message, sizeof message);',
    ],
    ['a part of it', 'static struct hist zeros[2];', 'bpf_map_update_elem(&hists, &key, &zeros[1], 1);'],
    ['a table', 'static int table[4] = {5, 6, 7, 8};', 'return table[key & 3];'],
    [
      'a copy',
      'static struct hist zero;',
      'struct hist own; __builtin_memcpy(&own, &zero, sizeof own); bpf_map_update_elem(&hists, &key, &own, 0);',
    ],
  ])('%s', async (_name, variable, use) => {
    const body = `${MAP}\n${variable}\nSEC("kprobe/x") int prog(void *ctx) { int key = bpf_get_prandom_u32(); ${use} return 0; }`
    expect(await sectionsOf(body)).toEqual([])
  })

  it.each([
    ['by the program', 'static struct hist zero;', 'bpf_map_update_elem(&hists, &key, &zero, 1); zero.count++;'],
    ['by a helper', 'static char name[16];', 'bpf_get_current_comm(name, sizeof name); return name[key & 15];'],
    ['by anyone', 'struct hist zero;', 'bpf_map_update_elem(&hists, &key, &zero, 1); zero.count = key;'],
  ])('but not one that is written %s', async (_name, variable, use) => {
    const body = `${MAP}\n${variable}\nSEC("kprobe/x") int prog(void *ctx) { int key = bpf_get_prandom_u32(); ${use} return 0; }`
    await expect(linkText(body)).rejects.toThrow(/these kernels have no global data/)
  })
})

describe('what became code leaves no section', () => {
  it.each([
    ['freezeRodata', 'const volatile int limit = 7;', 'return limit;', { freezeRodata: true }],
    ['freezeRodata of what is not used', 'const volatile int limit = 7;', 'return 1;', { freezeRodata: true }],
    [
      'freezeRodata for new kernels',
      'const volatile int limit = 7;',
      'return limit;',
      { freezeRodata: true, profile: 'linux-6.12' },
    ],
    ['a string', '', 'char fmt[] = "hello %d"; bpf_trace_printk(fmt, sizeof fmt, 1); return 0;', {}],
    ['a string of bpf_printk', '', 'bpf_printk("hello %d", 1); return 0;', {}],
    ['an unused variable', 'int unused; static int also = 3; const int constant = 4;', 'return 0;', {}],
    ['a variable that must stay', 'static int kept __attribute__((used)) = 3;', 'return 0;', {}],
  ])('%s', async (_name, variable, use, options) => {
    expect(await sectionsOf(`${variable}\nSEC("kprobe/x") int prog(void *ctx) { ${use} }`, options)).toEqual([])
  })
})

describe('an atomic add stays one', () => {
  it.each([
    ['of a counter, from zero on', 'for (int i = 0; i < 4; i++) __sync_fetch_and_add(value, i);', 4],
    ['of zero', '__sync_fetch_and_add(value, 0);', 1],
    ['of a sum that is zero', '__sync_fetch_and_add(value, key - key);', 1],
    ['of 32 bits', '__sync_fetch_and_add((int *)value, 0);', 1],
    ['taken away', '__sync_fetch_and_sub(value, 0);', 1],
  ])('%s', async (_name, use, adds) => {
    const body = `${MAP}\nSEC("kprobe/x") int prog(void *ctx) { int key = 1; unsigned long *value = bpf_map_lookup_elem(&hists, &key); if (value) { ${use} } return 0; }`
    const { info } = await linkText(body)
    const code = info.programs[0]?.disassembly?.map(({ text }) => text) ?? []
    expect(code.filter((text) => text.startsWith('lock'))).toHaveLength(adds)
    expect(code.filter((text) => /\|=|&=|\^=/.test(text) && text.startsWith('lock'))).toEqual([])
  })
})
