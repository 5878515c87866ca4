// Inputs of the benchmarks: C programs like those people write, in any number.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownHeaders } from './headers.mjs'

/** One small C file; its path. */
export function smallSource(folder) {
  const path = join(folder, 'small.bpf.c')
  writeFileSync(path, program(0))
  return path
}

/** `count` small C files with symbols of their own; their names. */
export function sources(folder, count) {
  return Array.from({ length: count }, (_, index) => {
    const name = `part${index}.bpf.c`
    writeFileSync(join(folder, name), program(index))
    return name
  })
}

/** `count` bitcode files that clang-22 made with -O2 -g, with symbols of their own each, one of them the licence. */
export function bitcodeFiles(folder, count) {
  return Array.from({ length: count }, (_, index) => {
    const [source, bitcode] = [join(folder, `part${index}.c`), join(folder, `part${index}.bc`)]
    writeFileSync(source, program(index, index === 0))
    const flags = ['-target', 'bpf', '-mcpu=v3', '-g', '-O2', ...ownHeaders, '-emit-llvm', '-c', source, '-o', bitcode]
    execFileSync('clang-22', flags, { stdio: 'ignore' })
    return bitcode
  })
}

const program = (n, licence = true) => `
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/in.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

struct flow_${n} { __u32 source, target; __u16 ports[2]; __u8 protocol; };
struct count_${n} { __u64 packets, bytes, seen; };

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4096);
  __type(key, struct flow_${n});
  __type(value, struct count_${n});
} flows_${n} SEC(".maps");

static __noinline int account_${n}(struct iphdr *ip, __u32 bytes) {
  struct flow_${n} flow = {.source = ip->saddr, .target = ip->daddr, .protocol = ip->protocol};
  struct count_${n} *count = bpf_map_lookup_elem(&flows_${n}, &flow);
  if (count) {
    __sync_fetch_and_add(&count->packets, 1);
    __sync_fetch_and_add(&count->bytes, bytes);
    return 0;
  }
  struct count_${n} first = {.packets = 1, .bytes = bytes, .seen = bpf_ktime_get_ns()};
  return bpf_map_update_elem(&flows_${n}, &flow, &first, BPF_NOEXIST);
}

SEC("xdp")
int count_${n}_packets(struct xdp_md *ctx) {
  void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  struct ethhdr *eth = data;
  if ((void *)(eth + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
    return XDP_PASS;
  struct iphdr *ip = (void *)(eth + 1);
  if ((void *)(ip + 1) > end)
    return XDP_PASS;
  __u32 sum = 0;
  for (int i = 0; i < 10; i++)
    sum += ((__u16 *)ip)[i];
  if (ip->protocol == IPPROTO_ICMP && (sum & 1))
    return XDP_DROP;
  account_${n}(ip, end - data);
  return XDP_PASS;
}
${licence ? 'char LICENSE[] SEC("license") = "GPL";' : ''}
`
