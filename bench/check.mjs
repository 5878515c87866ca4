// The gate: how long rules take beside the inspection that they read.
//
//     node scripts/setup.mjs --tests && node bench/check.mjs
//
// What the figures mean and what they were: bench/README.md.
import { inspect, link } from '../dist/index.js'
import { checkObject, requirements } from '../dist/kernel/check.js'
import { resolveProfile } from '../dist/kernel/profiles.js'
import { inTurns, ms, printTable } from './lib/measure.mjs'

const EVERYTHING = { disassembly: true, types: true }
const HEAD = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
const volatile int debug;
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, int); __type(value, long); } m SEC(".maps");
`

/** Twelve programs with subprograms, maps, helpers and guards: some 900 instructions. */
const typical = `${HEAD}
static __attribute__((noinline)) long add(int key) {
  long one = 1, *v = bpf_map_lookup_elem(&m, &key);
  if (v) return __sync_fetch_and_add(v, 1);
  return bpf_map_update_elem(&m, &key, &one, BPF_ANY);
}
${Array.from(
  { length: 12 },
  (_, i) => `SEC("xdp") int p${i}(struct xdp_md *ctx) {
    int seen = 0;
    for (int i = 0; i < 4; i++) { if (bpf_get_prandom_u32() > ${i} + i) seen += add(i) & 3; }
    if (debug) bpf_printk("seen %d", seen);
    if (debug > 1) return bpf_ktime_get_ns() & 1;
    return seen > 2 ? XDP_DROP : XDP_PASS;
  }`,
).join('\n')}`

/** One program of 100,000 instructions, a third of them behind branches. */
const large = `${HEAD}
#define ONE x = x * 3 + 7; asm volatile("" : "+r"(x)); if (x & 64) { x ^= y; asm volatile("" : "+r"(y)); }
#define TEN ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define THOUSAND HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED
SEC("xdp") int main_(struct xdp_md *ctx) {
  unsigned long x = ctx->data, y = bpf_get_prandom_u32();
  if (debug) y++;
  ${'THOUSAND '.repeat(20)}
  if (debug) bpf_printk("%d", x);
  return x & 1;
}`

await figures('A typical object', typical)
await figures('One of 100,000 instructions', large)

async function figures(title, text) {
  const { bytes } = await link({ inputs: [{ name: 'bench.bpf.c', text }], cpu: 'v3', timeout: 300_000 })
  const info = await inspect(bytes, EVERYTHING)
  const instructions = info.programs.reduce((sum, program) => sum + (program.loadedInstructions ?? 0), 0)
  const profile = resolveProfile('linux-5.4')

  let findings = []
  const first = cpu(() => {
    findings = checkObject(info, profile)
  })
  const times = await inTurns({
    inspect: async () => void (await inspect(bytes, EVERYTHING)),
    check: () => void checkObject(info, profile),
    requirements: () => void requirements(info),
  })
  printTable(`${title}: ${info.programs.length} programs, ${instructions} instructions, ${findings.length} findings`, [
    ['inspect', ms(times.inspect)],
    ['check', `${ms(times.check)}, of CPU ${ms(medianCpu(() => checkObject(info, profile)))}`],
    ['check, the first in a process, of CPU', ms(first)],
    ['requirements, four loaders', `${ms(times.requirements)}, of CPU ${ms(medianCpu(() => requirements(info)))}`],
  ])
}

/** Milliseconds of CPU in this process: what a busy machine does not stretch. */
function cpu(run) {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

function medianCpu(run, rounds = 11) {
  const all = Array.from({ length: rounds }, () => cpu(run))
  return all.sort((a, b) => a - b)[rounds >> 1]
}
