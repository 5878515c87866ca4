/** Programs that copy, fill and compare memory, of every kind of pointer that they are handed. */
export interface MemoryProgram {
  name: string
  /** Map definitions and types before it. */
  before?: string
  section: string
  context: string
  body: string
}

const KEY = 'struct key { __u32 a[4], b; };'
const BYTES = `
struct bytes { char b[64]; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct bytes); } bytes SEC(".maps");
static volatile __u64 sink;
static __always_inline void use(const void *at) { asm volatile("" :: "r"(at) : "memory"); }`
const VALUE = '__u32 zero = 0; char *v = bpf_map_lookup_elem(&bytes, &zero); if (!v) return 0;'

/** Copies of constant length from and to a context, whose fields have a width of their own. */
export const CONTEXT_COPIES: MemoryProgram[] = [
  ['sockops', 'struct bpf_sock_ops', 'struct key k = {}; __builtin_memcpy(k.a, ctx->local_ip6, 16); use(&k);'],
  ['sockops', 'struct bpf_sock_ops', 'struct key k = {}; __builtin_memcpy(k.a, ctx->remote_ip6, 16); use(&k);'],
  ['sockops', 'struct bpf_sock_ops', 'struct key k = {}; __builtin_memcpy(k.a, ctx->args, 16); use(&k);'],
  ['sockops', 'struct bpf_sock_ops', 'struct key k; __builtin_memmove(k.a, ctx->local_ip6, 16); k.b = 0; use(&k);'],
  ['tc', 'struct __sk_buff', 'struct key k = {}; __builtin_memcpy(k.a, ctx->cb, 20); use(&k);'],
  ['tc', 'struct __sk_buff', 'struct key k = {}; __builtin_memcpy(k.a, &ctx->cb[1], 16); use(&k);'],
  ['tc', 'struct __sk_buff', 'char k[24] = {}; __builtin_memcpy(k, ctx->cb, 20); use(k);'],
  ['tc', 'struct __sk_buff', '__u64 k[3] = {}; __builtin_memcpy(k, ctx->cb, 20); use(k);'],
  ['tc', 'struct __sk_buff', '__u32 k[5] = {1, 2, 3, 4, 5}; use(k); __builtin_memcpy(ctx->cb, k, 20);'],
  ['tc', 'struct __sk_buff', '__builtin_memset(ctx->cb, 0, 20);'],
  ['tc', 'struct __sk_buff', '__builtin_memset(&ctx->cb[1], 0, 8);'],
  [
    'sk_skb/stream_verdict',
    'struct __sk_buff',
    'struct key k = {}; __builtin_memcpy(k.a, ctx->local_ip6, 16); use(&k);',
  ],
  ['sk_msg', 'struct sk_msg_md', 'struct key k = {}; __builtin_memcpy(k.a, ctx->remote_ip6, 16); use(&k);'],
  ['cgroup/connect6', 'struct bpf_sock_addr', 'struct key k = {}; __builtin_memcpy(k.a, ctx->user_ip6, 16); use(&k);'],
  [
    'cgroup/sendmsg6',
    'struct bpf_sock_addr',
    'struct key k = {}; __builtin_memcpy(k.a, ctx->msg_src_ip6, 8); use(&k);',
  ],
  ['cgroup/post_bind6', 'struct bpf_sock', 'struct key k = {}; __builtin_memcpy(k.a, ctx->src_ip6, 16); use(&k);'],
].map(([section = '', context = '', body = '']) => ({
  name: `${section}: ${body}`,
  before: KEY,
  section,
  context,
  body,
}))

/** Lengths that are not known, of what a program may read and write at a variable offset. */
export const VARIABLE_LENGTHS: MemoryProgram[] = [
  ['stack from map', `${VALUE} char b[32] = {}; __builtin_memcpy(b, v, n & 31); use(b);`],
  ['map from stack', `${VALUE} char b[32] = {1, 2, 3}; use(b); __builtin_memcpy(v, b, n & 31); use(v);`],
  ['stack from stack', 'char a[32] = {1}, b[32] = {}; use(a); __builtin_memcpy(b, a, n & 31); use(b);'],
  ['map from map', `${VALUE} __builtin_memcpy(v, v + 32, n & 31); use(v);`],
  [
    'stack from packet',
    `${'char b[32] = {}; void *p = (void *)(long)ctx->data; if (p + 32 > (void *)(long)ctx->data_end) return 0;'} __builtin_memcpy(b, p, n & 31); use(b);`,
  ],
  [
    'packet from stack',
    `${'char b[32] = {1}; use(b); void *p = (void *)(long)ctx->data; if (p + 32 > (void *)(long)ctx->data_end) return 0;'} __builtin_memcpy(p, b, n & 31);`,
  ],
  ['stack set', 'char b[32]; __builtin_memset(b, 0, 32); __builtin_memset(b, 7, n & 31); use(b);'],
  ['map set', `${VALUE} __builtin_memset(v, 7, n & 63); use(v);`],
  ['stack moved', 'char b[32] = {1, 2}; use(b); __builtin_memmove(b + 1, b, n & 15); use(b);'],
  ['map moved', `${VALUE} __builtin_memmove(v, v + 8, n & 31); use(v);`],
  ['words on the stack', `${VALUE} __u64 b[4] = {}; __builtin_memcpy(b, v, n & 24); use(b);`],
  [
    'twice',
    `${VALUE} char b[32] = {}, c[32] = {}; __builtin_memcpy(b, v, n & 31); __builtin_memcpy(c, v, n & 7); use(b); use(c);`,
  ],
  ['the result', `${VALUE} char b[32] = {}; use((char *)__builtin_memcpy(b, v, n & 31) + 1);`],
  ['compared', `${VALUE} char b[32] = {}; use(b); sink = __builtin_memcmp(b, v, n & 31);`],
].map(([name = '', body = '']) => ({
  name,
  before: BYTES,
  section: 'tc',
  context: 'struct __sk_buff',
  body: `__u32 n = bpf_get_prandom_u32(); ${body}`,
}))

export function sourceOf({ before = '', section, context, body }: MemoryProgram): string {
  const use = before.includes('use(')
    ? ''
    : 'static __always_inline void use(const void *at) { asm volatile("" :: "r"(at) : "memory"); }'
  return `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char _license[] SEC("license") = "GPL";
${before}
${use}
SEC("${section}") int prog(${context} *ctx) { ${body} return 1; }
`
}
