import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import {
  attachTypeInfo,
  firstRelease,
  flagInfo,
  helperAt,
  helperFor,
  helperInfo,
  isAvailable,
  isGplCompatible,
  kfuncInfo,
  mapTypeInfo,
  programTypeInfo,
  releases,
} from './features.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const out = mkdtempSync(join(tmpdir(), 'bpf-linker-tables-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

const id = (name: string): number => {
  for (let at = 1; at <= 300; at++) if (helperInfo(at)?.name === name) return at
  throw new Error(`no helper is called ${name}`)
}
const since = (programType: string, helper: string) =>
  firstRelease(helperFor(`BPF_PROG_TYPE_${programType}`, id(helper)))

// Each by two sources at least: the kernel trees of data/kernel/releases.tsv, ebpf-docs, bcc's
// docs/kernel-versions.md, and what 5.10, 6.1, 6.12 and 6.18 say when a program calls it.
test.each([
  ['XDP', 'bpf_map_lookup_elem', '4.8'],
  ['XDP', 'bpf_redirect', '4.14'],
  ['XDP', 'bpf_get_current_task', '5.8'],
  ['XDP', 'bpf_get_current_pid_tgid', '6.10'],
  ['XDP', 'bpf_get_current_comm', '6.16'],
  ['KPROBE', 'bpf_get_current_pid_tgid', '4.2'],
  ['KPROBE', 'bpf_perf_event_output', '4.4'],
  ['KPROBE', 'bpf_task_storage_get', '5.13'],
  ['SOCKET_FILTER', 'bpf_perf_event_output', '5.4'],
  ['SOCKET_FILTER', 'bpf_skb_load_bytes', '4.11'],
  ['SCHED_CLS', 'bpf_perf_event_output', '4.7'],
  ['CGROUP_DEVICE', 'bpf_ktime_get_ns', '5.8'],
  ['SOCK_OPS', 'bpf_sk_storage_get', '5.3'],
  ['TRACING', 'bpf_ringbuf_output', '5.8'],
  ['NETFILTER', 'bpf_loop', '6.4'],
  ['XDP', 'bpf_skb_load_bytes', undefined],
  ['TRACEPOINT', 'bpf_get_func_ip', undefined],
])('programs of type %s may call %s since %s', (programType, helper, release) => {
  expect(since(programType, helper)).toBe(release)
})

test('a helper has its id, its release, and says where that stands', () => {
  expect(helperInfo(1)).toMatchObject({ name: 'bpf_map_lookup_elem', gplOnly: undefined })
  expect(helperInfo(211)?.name).toBe('bpf_cgrp_storage_delete')
  expect(helperInfo(0)).toBeUndefined()
  expect(helperInfo(212)).toBeUndefined()
  expect(helperInfo(7)?.name).toBe('bpf_get_prandom_u32')
  expect(helperInfo(7)?.availability).toEqual({ intervals: [{ since: '4.1' }], source: 'commit 03e69b508b6f' })
})

test('map types, program types, attach types, flags and kfuncs', () => {
  expect(mapTypeInfo(27)).toEqual({
    name: 'BPF_MAP_TYPE_RINGBUF',
    availability: { intervals: [{ since: '5.8' }], source: 'commit 457f44363a88' },
  })
  // Not the name that 6.2 gave it when it was deprecated.
  expect(mapTypeInfo(19)?.name).toBe('BPF_MAP_TYPE_CGROUP_STORAGE')
  expect(mapTypeInfo(0)).toBeUndefined()
  expect(firstRelease(programTypeInfo('BPF_PROG_TYPE_SYSCALL')?.availability)).toBe('5.14')
  expect(firstRelease(attachTypeInfo('BPF_CGROUP_INET4_CONNECT')?.availability)).toBe('4.17')
  expect(firstRelease(attachTypeInfo('BPF_CGROUP_UNIX_CONNECT')?.availability)).toBe('6.7')
  expect(flagInfo('BPF_F_MMAPABLE')).toMatchObject({ value: 1024, availability: { intervals: [{ since: '5.5' }] } })
  expect(flagInfo('BPF_F_CTXLEN_MASK')?.value).toBe(0xfffff * 2 ** 32)
  expect(kfuncInfo('bpf_xdp_ct_alloc')).toMatchObject({ flags: ['KF_ACQUIRE', 'KF_RET_NULL'] })
  expect(kfuncInfo('printk')).toBeUndefined()
})

test.each([
  ['CGROUP_SOCK_ADDR', 'BPF_CGROUP_INET4_CONNECT', undefined, 'bpf_setsockopt', '5.8'],
  ['CGROUP_SOCK_ADDR', 'BPF_CGROUP_INET4_BIND', undefined, 'bpf_setsockopt', '5.12'],
  ['CGROUP_SOCK_ADDR', 'BPF_CGROUP_INET4_BIND', undefined, 'bpf_bind', undefined],
  ['CGROUP_SOCK_ADDR', 'BPF_CGROUP_UDP4_RECVMSG', undefined, 'bpf_get_retval', undefined],
  ['TRACING', 'BPF_TRACE_ITER', 'tcp', 'bpf_getsockopt', '5.15'],
  ['TRACING', 'BPF_TRACE_ITER', 'task', 'bpf_getsockopt', undefined],
  ['TRACING', 'BPF_TRACE_ITER', 'task', 'bpf_seq_printf', '5.8'],
  ['TRACING', 'BPF_TRACE_FENTRY', 'do_unlinkat', 'bpf_seq_printf', undefined],
  ['TRACING', 'BPF_TRACE_FENTRY', 'do_unlinkat', 'bpf_get_current_task', '5.5'],
  ['CGROUP_SOCK_ADDR', undefined, undefined, 'bpf_bind', '4.17'],
])('a %s program at %s/%s may call %s since %s', (type, attachType, attachTarget, name, release) => {
  const hook = { ...(attachType && { attachType }), ...(attachTarget && { attachTarget }) }
  expect(firstRelease(helperAt(`BPF_PROG_TYPE_${type}`, hook, id(name)))).toBe(release)
})

test('what disappears is absent from that release on, and may come back', () => {
  const coarse = helperFor('BPF_PROG_TYPE_KPROBE', id('bpf_ktime_get_coarse_ns'))
  expect(coarse?.intervals).toEqual([{ since: '5.11', until: '5.16' }])
  expect(['5.10', '5.11', '5.15', '5.16'].map((release) => isAvailable(coarse, release))).toEqual([
    false,
    true,
    true,
    false,
  ])
  const push = kfuncInfo('bpf_list_push_front')?.availability
  expect(['6.1', '6.3', '6.4', '6.19', '7.1'].map((release) => isAvailable(push, release))).toEqual([
    false,
    true,
    false,
    false,
    true,
  ])
  expect(isAvailable(undefined, '6.1')).toBe(false)
})

test('6.10 is not 6.1', () => {
  const inXdp = helperFor('BPF_PROG_TYPE_XDP', id('bpf_get_current_pid_tgid'))
  expect(['6.1', '6.2', '6.9', '6.10', '6.12'].filter((release) => isAvailable(inXdp, release))).toEqual([
    '6.10',
    '6.12',
  ])
})

test('what the release does not decide alone is marked', () => {
  const condition = (type: string, helper: string) => helperFor(`BPF_PROG_TYPE_${type}`, id(helper))?.condition
  expect(condition('TRACING', 'bpf_seq_printf')).toBe('attach-type')
  expect(condition('CGROUP_SOCK_ADDR', 'bpf_set_retval')).toBe('attach-type')
  expect(condition('TRACING', 'bpf_copy_from_user')).toBe('sleepable')
  expect(condition('XDP', 'bpf_map_lookup_elem')).toBeUndefined()
})

test('struct_ops and freplace programs may call what exists: who lends the list is unknown', () => {
  expect(helperFor('BPF_PROG_TYPE_STRUCT_OPS', 1)).toMatchObject({
    intervals: [{ since: '5.6' }],
    condition: 'struct-ops',
  })
  expect(helperFor('BPF_PROG_TYPE_EXT', id('bpf_loop'))).toMatchObject({
    intervals: [{ since: '5.17' }],
    condition: 'target-program',
  })
})

test('which helpers ask for a licence, and when', () => {
  const gpl = (helper: string) => helperInfo(id(helper))?.gplOnly
  expect(gpl('bpf_trace_printk')?.intervals).toEqual([{ since: '4.1' }])
  expect(gpl('bpf_ktime_get_ns')?.intervals).toEqual([{ since: '4.1', until: '5.8' }])
  expect(gpl('bpf_get_func_ip')?.condition).toBe('attach-type')
  expect(gpl('bpf_map_update_elem')).toBeUndefined()
})

test('licences as the kernel compares them: by text, and case counts', () => {
  for (const license of ['GPL', 'GPL v2', 'GPL and additional rights', 'Dual BSD/GPL', 'Dual MIT/GPL', 'Dual MPL/GPL'])
    expect(isGplCompatible(license), license).toBe(true)
  for (const license of ['gpl', 'GPL-2.0', 'Dual MIT/Apache', 'MIT', '', undefined])
    expect(isGplCompatible(license), license).toBe(false)
})

test('no helper can be called before it exists, or from a program type that does not', () => {
  const types = ['SOCKET_FILTER', 'KPROBE', 'XDP', 'TRACING', 'LSM', 'SYSCALL', 'SK_LOOKUP', 'CGROUP_SOCKOPT', 'EXT']
  for (const type of types) {
    const own = programTypeInfo(`BPF_PROG_TYPE_${type}`)?.availability
    for (let helper = 1; helper <= 211; helper++)
      for (const release of releases.filter((one) => isAvailable(helperFor(`BPF_PROG_TYPE_${type}`, helper), one))) {
        expect(isAvailable(own, release), `${type} ${helper} ${release}`).toBe(true)
        expect(isAvailable(helperInfo(helper)?.availability, release), `${type} ${helper} ${release}`).toBe(true)
      }
  }
})

test('the tables that are shipped stay under 300 KB', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', out])
  const tables = join(out, 'kernel/data')
  const bytes = readdirSync(tables).map((file) => statSync(join(tables, file)).size)
  expect(bytes.length).toBeGreaterThan(5)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000)
})
