//@ refused: SYMBOL_MISMATCH map key type mismatch: incompatible field #0 names 'a' and 'b'
//@ gen-object: global 'm': map key type mismatch
#include "../pair.h"

struct key { int a; };
extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, struct key);
	__type(value, long);
} m SEC(".maps");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
