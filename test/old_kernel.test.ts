/**
 * `old-kernel-no-loops`: what it promises, on programs of the kernel's selftests,
 * on Rust, and on programs of our own. That they run as those for newer kernels do:
 * old_kernel_runs.test.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { BpfLinkerError } from '../src/errors.ts'
import { type LinkOptions, link } from '../src/index.ts'
import { resolveProfile } from '../src/kernel/profiles.ts'
import { kernelSources } from './corpus/kernel_sources.ts'
import { loopBitcode } from './rust/loops.ts'
import { brokenPromises, hasBackEdge } from './support/code.ts'
import { linkText } from './support/old_kernel.ts'
import { PATIENCE } from './support/patience.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-old-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const inspect = { disassembly: true }

/** The settings of the preset without its kernel: these programs call helpers that came later. */
function settingsOnly(): Pick<LinkOptions, 'profile' | 'profiles'> {
  const { cpu, inlineAll, loops, maxInstructions, globalData, disableMemoryBuiltins } =
    resolveProfile('old-kernel-no-loops')
  return {
    profile: 'old',
    profiles: { old: { cpu, inlineAll, loops, maxInstructions, globalData, disableMemoryBuiltins } },
  }
}

async function errorsOf(body: string) {
  try {
    await linkText(body)
  } catch (error) {
    return (error as BpfLinkerError).diagnostics.map(({ message, line }) => `${line}: ${message}`).join('\n')
  }
  throw new Error('it links')
}

describe('real programs with loops, calls and constants', () => {
  const { selftests, includeDirs, defines } = kernelSources()
  const libc = ['/usr/include', '/usr/include/x86_64-linux-gnu'].flatMap((path) => ['-idirafter', path])
  const names = [
    ...['bpf_flow', 'connect4_prog', 'loop2', 'loop4', 'test_l4lb', 'test_l4lb_noinline', 'test_lwt_ip_encap'],
    ...['test_lwt_seg6local', 'test_pkt_access', 'test_sk_assign', 'test_skb_cgroup_id_kern', 'test_sysctl_loop1'],
    ...['test_sysctl_loop2', 'test_sysctl_prog', 'test_tc_edt', 'test_tc_tunnel', 'test_tcp_check_syncookie_kern'],
    ...['test_tcp_estats', 'test_tunnel_kern', 'test_xdp_noinline', 'test_xdp_vlan', 'xdping_kern'],
  ]
  test.each(names)('%s.c', async (name) => {
    const source = join(selftests, 'progs', `${name}.c`)
    const cflags = ['-w', ...libc]
    const { info } = await link({
      inputs: [source],
      includeDirs,
      defines,
      cflags,
      inspect,
      timeout: PATIENCE,
      ...settingsOnly(),
    })
    expect(info.programs.length).toBeGreaterThan(0)
    expect(brokenPromises(info)).toEqual([])
  })
})

test('300 × 300 / 2 iterations: left by unrollLoops, refused at once by the profile', async () => {
  const { selftests, includeDirs, defines } = kernelSources()
  const options = { inputs: [join(selftests, 'progs', 'loop1.c')], includeDirs, defines, cflags: ['-w'] }
  const { info } = await link({ ...options, unrollLoops: true, inspect, timeout: PATIENCE })
  expect(info.programs.map(({ name }) => name)).toEqual(['nested_loops'])
  expect(info.programs.every(hasBackEdge)).toBe(true)
  await expect(link({ ...options, ...settingsOnly(), timeout: PATIENCE })).rejects.toThrow(
    /it is too large: 300 iterations × \d+ instructions, and these kernels take 4096/,
  )
})

test('Rust programs with loops', async () => {
  for (const path of loopBitcode(folder)) {
    const { info } = await link({ inputs: [path], profile: 'old-kernel-no-loops', inspect, timeout: PATIENCE })
    expect(
      info.programs.map(({ name }) => name),
      path,
    ).toEqual([basename(path, '.bc')])
    expect(brokenPromises(info), path).toEqual([])
  }
})

describe('what cannot be kept is an error with its line', () => {
  test('a loop without a bound', async () => {
    const said = await errorsOf(`SEC("xdp") int prog(struct xdp_md *ctx) {
  int n = 0;
  while (bpf_get_prandom_u32() != 7)
    n++;
  return n;
}`)
    expect(said).toMatch(/^6: the loop in 'prog' cannot be unrolled: its trip count is unknown/)
  })

  test('a loop that is too large', async () => {
    const said = await errorsOf(`SEC("xdp") int prog(struct xdp_md *ctx) {
  int n = 0;
  for (int i = 0; i < 50000; i++)
    n ^= bpf_get_prandom_u32();
  return n;
}`)
    expect(said).toMatch(
      /^6: the loop in 'prog' cannot be unrolled: it is too large: 50000 iterations × \d+ instructions/,
    )
  })

  test('recursion', async () => {
    const said = await errorsOf(`static __attribute__((noinline)) int down(int n) {
  return n ? down(bpf_get_prandom_u32()) + bpf_get_prandom_u32() + 1 : down(n + 7);
}
SEC("xdp") int prog(struct xdp_md *ctx) { return down(ctx->rx_queue_index); }`)
    expect(said).toMatch(/cannot be inlined: it calls itself/)
  })

  test('a callback', async () => {
    const said = await errorsOf(`static long each(__u32 i, void *ctx) { return 0; }
SEC("xdp") int prog(struct xdp_md *ctx) { return bpf_loop(4, each, 0, 0); }`)
    expect(said).toMatch(/5: 'prog' takes the address of 'each'/)
  })

  test('global variables, by name', async () => {
    const said = await errorsOf(`const volatile __u32 limit = 3;
__u64 seen;
SEC("xdp") int prog(struct xdp_md *ctx) { seen++; return ctx->rx_queue_index < limit ? XDP_PASS : XDP_DROP; }`)
    expect(said).toMatch(/6: 'prog' uses the configuration variable \(const volatile\) 'limit' \(\.rodata\)/)
    expect(said).toMatch(/6: 'prog' uses the global variable 'seen' \(\.bss\)/)
  })

  test('atomics of newer cpus', async () => {
    const said = await errorsOf(`struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32);
  __type(value, __u64); } words SEC(".maps");
SEC("xdp") int prog(struct xdp_md *ctx) {
  __u32 key = 0;
  __u64 *word = bpf_map_lookup_elem(&words, &key);
  return word ? __sync_fetch_and_or(word, 4) : 0;
}`)
    expect(said).toMatch(/9: in function 'prog': an atomic operation other than add/)
  })
})

test('freezeRodata takes the values of the source', async () => {
  const { info } = await linkText(
    `const volatile __u32 limit = 3;
SEC("xdp") int prog(struct xdp_md *ctx) { return ctx->rx_queue_index < limit ? XDP_PASS : XDP_DROP; }`,
    { freezeRodata: true },
  )
  expect(brokenPromises(info)).toEqual([])
})
