/**
 * Programs whose loops were taken out, for kernels that take none, do what the
 * same programs do that kept them: both run on the running kernel.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { BpfLinkerError } from '../src/errors.ts'
import { resolveProfile } from '../src/kernel/profiles.ts'
import { loadObject, whyNoLoading } from './corpus/load.ts'
import { brokenPromises, hasBackEdge } from './support/code.ts'
import { linkText } from './support/old_kernel.ts'
import { PATIENCE } from './support/patience.ts'
import { randomLoops } from './support/random_loops.ts'
import { runOnPackets } from './support/test_run.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-runs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Whether the running kernel takes it. */
async function loadBytes(object: Uint8Array) {
  const path = join(folder, 'loaded.o')
  writeFileSync(path, object)
  return await loadObject(path)
}

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
      const results = runOnPackets(old.bytes, 'prog', packets)
      expect(results).toEqual(runOnPackets(modern.bytes, 'prog', packets))
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
        // The verifier makes more than one instruction of each lookup.
        `struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, __u32);
  __type(value, __u32); } words SEC(".maps");
#define STEP sum = sum * 31 + i; asm volatile("" : "+r"(sum));
SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *data = DATA(ctx->data), *end = DATA(ctx->data_end);
  if (data + 14 > end)
    return XDP_ABORTED;
  __u32 sum = data[3], stop = data[0];
  for (int i = 0; i < 1500; i++) {
    STEP STEP STEP STEP STEP STEP
    __u32 key = i & 3, *word = bpf_map_lookup_elem(&words, &key);
    if (word)
      sum += *word + 1;
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
        'a sum over a field of the context',
        4950,
        `SEC("tc") int prog(struct __sk_buff *skb) {
  volatile struct __sk_buff *seen = skb;
  int sum = 0;
  for (int j = 0; j < 100; j++)
    for (int i = 0; i < j; i++)
      sum += i * (seen->len ^ seen->protocol);
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

    /** Undefined where a loop stays. */
    async function roomyObject(body: string) {
      try {
        return await linkText(body, { profile: 'linux-5.2', profiles: { 'linux-5.2': settings } })
      } catch (error) {
        expect((error as BpfLinkerError).message).toMatch(/the loop in 'prog' cannot be unrolled/)
        return undefined
      }
    }

    test.each(forRoomy)('%s', async (_, least, body) => {
      const old = await linkText(body, { profile: 'linux-5.2', profiles: { 'linux-5.2': settings } })
      const modern = await linkText(body, { profile: 'modern' })
      const [program] = old.info.programs
      expect(program && hasBackEdge(program)).toBe(false)
      expect(program?.instructions).toBeGreaterThan(least)
      const results = runOnPackets(old.bytes, 'prog', packets)
      expect(results).toEqual(runOnPackets(modern.bytes, 'prog', packets))
      expect(new Set(results.map(({ result }) => result)).size).toBeGreaterThan(1)
    })

    test('jumps back over more than they reach, as gotol does', async () => {
      const body = `#define A asm volatile("%0 += 3" : "+r"(sum));
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
#define D C C C C C C C C C C C C C C C C
SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *data = DATA(ctx->data), *end = DATA(ctx->data_end);
  if (data + 14 > end)
    return XDP_ABORTED;
  __u64 sum = data[1], n = 1 + (data[0] & 3);
#pragma nounroll
  for (__u64 i = 0; i < n; i++) {
    D D D D D D D
    if (sum & 8)
      sum += i;
    D D
  }
  return sum & 0xffff;
}`
      const [padded, long] = [
        await linkText(body, { profile: 'generic', cpu: 'v3' }),
        await linkText(body, { profile: 'generic', cpu: 'v4' }),
      ]
      expect(padded.info.programs.every(hasBackEdge)).toBe(true)
      const results = runOnPackets(padded.bytes, 'prog', packets)
      expect(results).toEqual(runOnPackets(long.bytes, 'prog', packets))
      expect(new Set(results.map(({ result }) => result)).size).toBeGreaterThan(1)
    })

    // More: RANDOM_LOOPS=100, RANDOM_LOOPS_SEED=2.
    const loops = randomLoops(Number(process.env.RANDOM_LOOPS_SEED ?? 7), Number(process.env.RANDOM_LOOPS ?? 12))

    test('loops at random', { timeout: 2 * PATIENCE * (1 + loops.length / 12) }, async () => {
      let compared = 0
      for (const { body } of loops) {
        const program = `__u32 table[16] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};
__u8 data[8];
SEC("xdp") int prog(struct xdp_md *ctx) {
  __u8 *packet = DATA(ctx->data), *end = DATA(ctx->data_end);
  if (packet + 14 > end)
    return XDP_ABORTED;
  __builtin_memcpy(data, packet, sizeof(data));
  __u32 sum = 0, last = 1;${body}
  return (sum + last) & 0xffff;
}`
        const old = await roomyObject(program)
        if (old === undefined) continue
        expect(old.info.programs.some(hasBackEdge), program).toBe(false)
        const modern = await linkText(program, { profile: 'modern' })
        // A verifier may not see the end of the loop itself, nor that an index which LLVM knows the range of is in bounds.
        if (!(await loadBytes(modern.bytes)).loaded || !(await loadBytes(old.bytes)).loaded) continue
        const results = runOnPackets(old.bytes, 'prog', packets)
        expect(results, program).toEqual(runOnPackets(modern.bytes, 'prog', packets))
        compared += 1
      }
      // Some have no end that anybody could find.
      expect(compared).toBeGreaterThan(loops.length / 2)
    })
  },
)
