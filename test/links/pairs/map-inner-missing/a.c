//@ refused: SYMBOL_MISMATCH map inner map mismatch
//@ gen-object: global 'm': map inner map mismatch
#include "../pair.h"

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__uint(value_size, 4);
} m SEC(".maps");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
