/** 128 bits in C: what nobody's clang links for BPF, on the running kernel and on old ones. */
import { describe, expect, it } from 'vitest'
import { link } from '../src/index.ts'
import { whyNoLoading } from './corpus/load.ts'
import { runOnPackets } from './support/test_run.ts'

const HEAD = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
typedef unsigned __int128 u128;
`
/** `out` of `in[0]` and `in[1]`, which the packet begins with. */
const program = (body: string) => `${HEAD}
SEC("xdp") int prog(struct xdp_md *ctx) {
  __u64 *in = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end, out;
  if (in + 3 > end)
    return XDP_DROP;
  ${body}
  in[2] = out;
  return XDP_PASS;
}
char LICENSE[] SEC("license") = "GPL";
`

const U64 = (1n << 64n) - 1n
const programs: Record<string, [c: string, reference: (a: bigint, b: bigint) => bigint]> = {
  'a share of a product': ['out = (u128)in[0] * in[1] / 1000000007;', (a, b) => ((a * b) / 1000000007n) & U64],
  'a share by a variable': ['out = ((u128)in[0] << 40) / (in[1] | 1);', (a, b) => ((a << 40n) / (b | 1n)) & U64],
  'a rest': [
    'out = ((u128)in[0] << 64 | in[1]) % ((u128)in[1] << 20 | 7);',
    (a, b) => (((a << 64n) | b) % ((b << 20n) | 7n)) & U64,
  ],
  'a product that overflows': [
    'if (__builtin_mul_overflow(in[0], in[1], &out)) out = 0;',
    (a, b) => (a * b > U64 ? 0n : a * b),
  ],
  // LLVM makes 65 bits of the first, and 128 of the second.
  'the sum of a counter': [
    'out = 0; for (__u64 i = 0; i < (in[0] & 1023); i++) out += i * in[1];',
    (a, b) => (((a & 1023n) * ((a & 1023n) - 1n) * b) / 2n) & U64,
  ],
  'an upper half by hand': [
    `__u64 al = (__u32)in[0], ah = in[0] >> 32, bl = (__u32)in[1], bh = in[1] >> 32;
  __u64 t = ah * bl + (al * bl >> 32), u = al * bh + (__u32)t;
  out = ah * bh + (t >> 32) + (u >> 32);`,
    (a, b) => (a * b) >> 64n,
  ],
}

const numbers = [0n, 1n, 2n, 1000n, (1n << 32n) - 1n, 1n << 32n, 0x0123456789abcdefn, 1n << 63n, U64]
const pairs = numbers.flatMap((a, i) =>
  [0, 2, 4, 7].map((step): [bigint, bigint] => [a, numbers[(i + step) % numbers.length] ?? 0n]),
)

function packetOf(a: bigint, b: bigint): Uint8Array {
  const packet = Buffer.alloc(24)
  packet.writeBigUInt64LE(a, 0)
  packet.writeBigUInt64LE(b, 8)
  return packet
}

const noLoading = whyNoLoading()
const linked = (source: string, profile: string) =>
  link({ inputs: [{ name: 'wide.bpf.c', bytes: Buffer.from(source) }], profile })

describe.each(Object.entries(programs))('%s', (_, [body, reference]) => {
  it.each(['linux-6.1', 'old-kernel-no-loops'])('links for %s', async (profile) => {
    const { info, diagnostics } = await linked(program(body), profile)
    expect(diagnostics).toEqual([])
    expect(info.externs).toEqual([])
  })

  it.skipIf(noLoading !== undefined)(`is right${noLoading ? ` (skipped: ${noLoading})` : ''}`, async () => {
    const { bytes } = await linked(program(body), 'generic')
    const ran = runOnPackets(
      bytes,
      'prog',
      pairs.map(([a, b]) => packetOf(a, b)),
    )
    const results = ran.map(({ packet }) => Buffer.from(packet, 'hex').readBigUInt64LE(16))
    expect(results).toEqual(pairs.map(([a, b]) => reference(a, b)))
  })
})
