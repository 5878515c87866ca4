//@ refused: SYMBOL_MISMATCH map value type mismatch: incompatible field #1 names 'b' and 'c'
//@ gen-object: global 'm': map key type mismatch
#include "../pair.h"

struct value { int a; long b; };
extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct value);
} m SEC(".maps");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
