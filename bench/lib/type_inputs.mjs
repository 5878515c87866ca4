// Programs with many types.

/**
 * A C program whose BTF has about `types` types: structs of eleven fields (integers, text, an anonymous union, bitfields,
 * an enum, a pointer to another), all in one variable, and a map for every hundredth.
 */
export function manyTypes(types) {
  const count = Math.floor(types / 2.3)
  const structs = Array.from({ length: count }, (_, i) => {
    const kind = Math.floor(i / 5)
    const values = Array.from({ length: 8 }, (_, value) => `K${kind}_${value} = ${value * 3}`).join(', ')
    const previous = i === 0 ? '' : `struct s${i - 1} *previous; `
    return `${i % 5 === 0 ? `enum k${kind} { ${values} };\n` : ''}struct s${i} {
  __u32 a; __u64 b; char name[${(i % 60) + 1}];
  union { int c; struct { short d, e; }; };
  unsigned f : 3, g : 9;
  enum k${kind} k; ${previous}
};`
  })
  const maps = Array.from(
    { length: Math.ceil(count / 100) },
    (_, i) => `struct {
  __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64);
  __type(key, __u32); __type(value, struct s${i * 100});
} map${i} SEC(".maps");`,
  )
  const members = structs.map((_, i) => `struct s${i} m${i};`).join(' ')
  return `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
${structs.join('\n')}
struct all { ${members} };
struct all last;
${maps.join('\n')}
SEC("xdp") int prog(void *ctx) { return last.m0.a; }
char LICENSE[] SEC("license") = "GPL";
`
}
