import { describe, expect, test } from 'vitest'
import { objectOf } from '../object/testing/graph_of.ts'
import { generateModule } from './generate.ts'
import { type ModuleForm, moduleText } from './module.ts'

const SOURCE = `
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
enum kind { EXEC, EXIT = 7 };
struct event {
  __u32 pid; enum kind kind; char comm[16] __attribute__((btf_decl_tag("the task's name")));
  union { int code; struct { short signal, flags; }; };
  struct { __u64 x; } at[2];
  unsigned f : 3;
};
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, __u32); __type(value, struct event); } counts SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");
const volatile __u64 target = 1;
SEC("tp/sched/sched_process_exec") int handle(void *ctx) {
  __u32 key = target;
  struct event *event = bpf_map_lookup_elem(&counts, &key);
  if (event) event->code = 1;
  void *slot = bpf_ringbuf_reserve(&rb, 8, 0);
  if (slot) bpf_ringbuf_submit(slot, 0);
  return 0;
}
`

const generate = async (options: Partial<Parameters<typeof generateModule>[1]> = {}) =>
  moduleText(generateModule(await objectOf(SOURCE), { of: 'probe.bpf.c', ...options }), 'typescript')

describe('the text', async () => {
  const text = await generate({ kernels: new Map([['handle', '5.8']]) })

  test('has the names of programs, maps and variables', () => {
    expect(text).toContain("export type ProgramName = 'handle'\n")
    expect(text).toContain("export type MapName = 'counts' | 'rb'\n")
    expect(text).toContain("export type VariableName = 'target'\n")
  })

  test('tells of each, as type and as value', () => {
    const program = `
    readonly section: 'tp/sched/sched_process_exec'
    readonly type: 'BPF_PROG_TYPE_TRACEPOINT'
    readonly attachTarget: 'sched/sched_process_exec'
    readonly kernel: '5.8'
`
    expect(text).toContain(`  /** In types.bpf.c. */\n  readonly handle: {${program}  }\n`)
    expect(text).toContain(`  handle: {${program.replaceAll(/readonly (.*)/g, '$1,')}  },\n`)
    expect(text).toContain(`  /** Key __u32, value struct event. */
  readonly counts: {
    readonly type: 'BPF_MAP_TYPE_HASH'
    readonly keySize: 4
    readonly valueSize: 56
    readonly maxEntries: 64
    readonly flags: 0
  }
`)
    expect(text).toContain('  counts: { key: __u32; value: event }\n  rb: { key: undefined; value: undefined }\n')
    expect(text).toContain("    readonly section: '.rodata'\n    readonly offset: 0\n    readonly size: 8\n")
    expect(text).toContain('export interface VariableTypes {\n  target: __u64\n}\n')
  })

  test('has interfaces with every field, and where it is', () => {
    expect(text).toContain(`/** struct event, 56 bytes */
export interface event {
  /** __u32 at byte 0 */
  pid: __u32
  /** enum kind at byte 4 */
  kind: kind
  /**
   * char[16] at byte 8
   * btf_decl_tag: the task's name
   */
  comm: string
  /** int at byte 24 */
  readonly code: number
  /** short at byte 24 */
  readonly signal: number
  /** short at byte 26 */
  readonly flags: number
  /** struct { … }[2] at byte 32 */
  at: event_at[]
  /** unsigned int, 3 bits from bit 384 */
  f: number
}
`)
    expect(text).toContain(
      'export type event_input = { pid: __u32; kind: kind; comm: string; at: event_at[]; f: number } & ' +
        '({ readonly code: number } | { readonly signal: number; readonly flags: number })\n',
    )
  })

  test('has enums as types and objects', () => {
    expect(text).toContain('export type kind = 0 | 7\n')
    expect(text).toContain(
      'export const kind: {\n  readonly EXEC: 0\n  readonly EXIT: 7\n} = {\n  EXEC: 0,\n  EXIT: 7,\n}\n',
    )
  })

  test('has no types for what only defines maps, or for anonymous members', () => {
    const interfaces = [...text.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name)
    expect(interfaces).toEqual(['MapTypes', 'VariableTypes', 'event', 'event_at'])
  })

  test('is the same each time', async () => {
    expect(await generate({ kernels: new Map([['handle', '5.8']]) })).toBe(text)
  })

  test('follows the options', async () => {
    const other = await generate({ integers: 'number', strings: 'bytes' })
    expect(other).toContain('export type __u64 = number\n')
    expect(other).toContain('  comm: Uint8Array\n')
  })

  test('of one form has the same constants as that of another', async () => {
    const object = await objectOf(SOURCE)
    const constants = (form: ModuleForm) => {
      const one = moduleText(generateModule(object, { of: 'probe.bpf.c', forms: [form] }), form)
      return [...one.matchAll(/^export (?:declare )?const (\w+)/gm)].map(([, name]) => name).sort()
    }
    const declared = constants('declarations')
    expect(declared).toEqual(expect.arrayContaining(['event', 'kind', 'maps', 'programs', 'variables']))
    expect(constants('typescript')).toEqual(declared)
    expect(constants('javascript')).toEqual(declared)
  })
})
