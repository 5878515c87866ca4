/**
 * `old-kernel-no-loops`: what it promises, on programs of the kernel's selftests,
 * on Rust, and on programs of our own that then run as those for newer kernels do.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { BpfLinkerError } from '../src/errors.ts'
import { type LinkOptions, link } from '../src/index.ts'
import { resolveProfile } from '../src/kernel/profiles.ts'
import { kernelSources } from './corpus/kernel_sources.ts'
import { whyNoLoading } from './corpus/load.ts'
import { loopBitcode } from './rust/loops.ts'
import { brokenPromises, hasBackEdge } from './support/code.ts'
import { runOnPackets } from './support/test_run.ts'

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

/** A C program's text, linked for the preset. */
async function linkText(body: string, options: Partial<LinkOptions> = {}) {
  const contents = `#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n#define DATA(p) ((void *)(long)(p))\n${body}
char LICENSE[] SEC("license") = "GPL";\n`
  return await link({
    inputs: [{ name: 'probe.bpf.c', contents }],
    profile: 'old-kernel-no-loops',
    inspect,
    ...options,
  })
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
  const { selftests, includePaths, defines } = kernelSources()
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
      include: includePaths,
      defines,
      cflags,
      inspect,
      ...settingsOnly(),
    })
    expect(info.programs.length).toBeGreaterThan(0)
    expect(brokenPromises(info)).toEqual([])
  })
})

test('300 × 300 / 2 iterations: left by unrollLoops, refused at once by the profile', async () => {
  const { selftests, includePaths, defines } = kernelSources()
  const options = { inputs: [join(selftests, 'progs', 'loop1.c')], include: includePaths, defines, cflags: ['-w'] }
  const { info } = await link({ ...options, unrollLoops: true, inspect })
  expect(info.programs.map(({ name }) => name)).toEqual(['nested_loops'])
  expect(info.programs.every(hasBackEdge)).toBe(true)
  await expect(link({ ...options, ...settingsOnly() })).rejects.toThrow(
    /it is too large: 300 iterations × \d+ instructions, and these kernels take 4096/,
  )
})

test('Rust programs with loops', { timeout: 120_000 }, async () => {
  for (const path of loopBitcode(folder)) {
    const { info } = await link({ inputs: [path], profile: 'old-kernel-no-loops', inspect })
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
    expect(said).toMatch(/^6: the loop in prog cannot be unrolled: its trip count is unknown/)
  })

  test('a loop that is too large', async () => {
    const said = await errorsOf(`SEC("xdp") int prog(struct xdp_md *ctx) {
  int n = 0;
  for (int i = 0; i < 50000; i++)
    n ^= bpf_get_prandom_u32();
  return n;
}`)
    expect(said).toMatch(
      /^6: the loop in prog cannot be unrolled: it is too large: 50000 iterations × \d+ instructions/,
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
    expect(said).toMatch(/5: prog takes the address of each/)
  })

  test('global variables, by name', async () => {
    const said = await errorsOf(`const volatile __u32 limit = 3;
__u64 seen;
SEC("xdp") int prog(struct xdp_md *ctx) { seen++; return ctx->rx_queue_index < limit ? XDP_PASS : XDP_DROP; }`)
    expect(said).toMatch(/6: prog uses the configuration variable \(const volatile\) limit \(\.rodata\)/)
    expect(said).toMatch(/6: prog uses the global variable seen \(\.bss\)/)
  })

  test('atomics of newer cpus', async () => {
    const said = await errorsOf(`struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32);
  __type(value, __u64); } words SEC(".maps");
SEC("xdp") int prog(struct xdp_md *ctx) {
  __u32 key = 0;
  __u64 *word = bpf_map_lookup_elem(&words, &key);
  return word ? __sync_fetch_and_or(word, 4) : 0;
}`)
    expect(said).toMatch(/9: in function prog: an atomic operation other than add/)
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

const packets = [14, 15, 40, 64, 99].map((length) =>
  Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) & 255),
)

const noLoading = whyNoLoading()

describe.skipIf(noLoading !== undefined)(
  `programs do the same as those for newer kernels${noLoading ? ` (skipped: ${noLoading})` : ''}`,
  () => {
    const programs: [string, string][] = [
      [
        'a sum over the packet, bounded by a variable',
        `SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *data = DATA(ctx->data), *end = DATA(ctx->data_end);
  __u32 sum = 0, n = (end - data) & 63;
  for (__u32 i = 0; i < n && i < 48; i++) {
    if (data + i + 1 > end)
      break;
    sum = sum * 31 + data[i];
  }
  return sum;
}`,
      ],
      [
        'a walk with a step that the packet says',
        `SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *at = DATA(ctx->data), *end = DATA(ctx->data_end);
  int steps = 0;
  for (int i = 0; i < 12; i++) {
    if (at + 8 > end)
      break;
    steps += 1 + at[1];
    at += 1 + (at[0] & 3);
  }
  return steps;
}`,
      ],
      [
        'nested loops with a table, and a write',
        `static const __u32 weights[16] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};
static __attribute__((noinline)) __u32 weigh(__u32 i) { return weights[i & 15]; }
SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *data = DATA(ctx->data), *end = DATA(ctx->data_end);
  if (data + 14 > end)
    return XDP_ABORTED;
  __u32 sum = 0;
  for (int i = 0; i < 5; i++)
    for (int j = 0; j <= i; j++) {
      sum += weigh(data[i] ^ data[j]) * (i + 1);
      if (sum > 400)
        goto out;
    }
out:
  data[0] = sum;
  return sum & 0xffff;
}`,
      ],
      [
        'buffers that are cleared, copied and searched',
        `SEC("tc") int prog(struct __sk_buff *skb) {
  char first[40], second[40];
  __builtin_memset(first, 7, sizeof(first));
  if (bpf_skb_load_bytes(skb, 0, first, 14))
    return 1;
  __builtin_memcpy(second, first, sizeof(second));
  int found = 0;
#pragma nounroll
  for (int i = 0; i < 40; i++) {
    if (second[i] == 7)
      break;
    found += second[i] + i;
  }
  return found & 0xffff;
}`,
      ],
      [
        'a counter that takes few values, none of them twice',
        `SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *data = DATA(ctx->data), *end = DATA(ctx->data_end);
  if (data + 14 > end)
    return XDP_ABORTED;
  __u32 sum = 0;
  for (int i = 0;;) {
    i += data[i & 7] & 1 ? 3 : 7;
    sum = sum * 31 + i;
    if (i == 9)
      break;
    asm volatile("" ::: "memory");
    if (i == 10)
      break;
    asm volatile("" ::: "memory");
    if (i == 13)
      break;
    asm volatile("" ::: "memory");
    if (i == 14)
      break;
  }
  return sum & 0xffff;
}`,
      ],
      [
        'a state machine, a switch in a loop',
        `SEC("socket") int prog(struct __sk_buff *skb) {
  int state = 0, words = 0;
  for (int i = 0; i < 30; i++) {
    __u8 byte;
    if (bpf_skb_load_bytes(skb, i, &byte, 1))
      break;
    switch (state) {
    case 0: state = byte & 1 ? 1 : 2; break;
    case 1: state = byte & 2 ? 3 : 0; words++; break;
    case 2: state = byte & 4 ? 0 : 3; words += 2; break;
    default: state = byte & 3; words += 5;
    }
  }
  return words * 4 + state;
}`,
      ],
    ]

    test.each(programs)('%s', async (_, body) => {
      const old = await linkText(body)
      const modern = await linkText(body, { profile: 'modern' })
      expect(brokenPromises(old.info)).toEqual([])
      const results = runOnPackets(old.object, 'prog', packets)
      expect(results).toEqual(runOnPackets(modern.object, 'prog', packets))
      // Else the comparison would say little.
      expect(new Set(results.map(({ result }) => result)).size).toBeGreaterThan(1)
    })

    // As Linux 5.2 has it: no loops yet, but global data and a million instructions.
    const roomy = resolveProfile('old-kernel-no-loops')
    const settings = { cpu: roomy.cpu, inlineAll: true, loops: false, maxInstructions: 1_000_000, globalData: true }

    const forRoomy: [string, number, string][] = [
      [
        'jumps out of a loop of more than they reach',
        32_768,
        `#define STEP sum = sum * 31 + i; asm volatile("" : "+r"(sum));
SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *data = DATA(ctx->data), *end = DATA(ctx->data_end);
  if (data + 14 > end)
    return XDP_ABORTED;
  __u32 sum = data[3], stop = data[0];
  for (int i = 0; i < 1500; i++) {
    STEP STEP STEP STEP STEP STEP STEP STEP STEP STEP STEP
    if ((sum >> 4 & 0x3ff) == stop)
      return i;
  }
  return sum & 0xffff;
}`,
      ],
      [
        'a sum of 4950 terms with factors in common',
        4950,
        `SEC("xdp") int prog(struct xdp_md *ctx) {
  volatile __u8 *data = DATA(ctx->data), *end = DATA(ctx->data_end);
  if (data + 14 > end)
    return XDP_ABORTED;
  int sum = 0;
  for (int j = 0; j < 100; j++)
    for (int i = 0; i < j; i++)
      sum += i * data[3];
  return sum & 0xffff;
}`,
      ],
      [
        'a table that ends where the loop does',
        16,
        `__u32 table[16] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};
SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *data = DATA(ctx->data), *end = DATA(ctx->data_end);
  if (data + 14 > end)
    return XDP_ABORTED;
  __u32 n = 1 + (data[0] & 15), sum = 0, i = 0;
  // The verifier knows n, LLVM does not.
  asm volatile("" : "+r"(n));
  do {
    sum = sum * 31 + table[i];
    table[i] += sum & 7;
  } while (++i < n);
  return sum & 0xffff;
}`,
      ],
      [
        'counters that are volatile',
        20,
        `SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *data = DATA(ctx->data), *end = DATA(ctx->data_end);
  if (data + 14 > end)
    return XDP_ABORTED;
  volatile __u64 i = 0, sum = 0;
  __u32 n = data[0] & 15;
  while (i < n) {
    sum = sum * 31 + (data[3] ^ i);
    i++;
  }
  return sum & 0xffff;
}`,
      ],
    ]

    test.each(forRoomy)('%s', { timeout: 60_000 }, async (_, least, body) => {
      const old = await linkText(body, { profile: 'linux-5.2', profiles: { 'linux-5.2': settings } })
      const modern = await linkText(body, { profile: 'modern' })
      const [program] = old.info.programs
      expect(program && hasBackEdge(program)).toBe(false)
      expect(program?.instructions).toBeGreaterThan(least)
      const results = runOnPackets(old.object, 'prog', packets)
      expect(results).toEqual(runOnPackets(modern.object, 'prog', packets))
      expect(new Set(results.map(({ result }) => result)).size).toBeGreaterThan(1)
    })
  },
)
