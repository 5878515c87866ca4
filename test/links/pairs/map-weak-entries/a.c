//@ refused: SYMBOL_MISMATCH map max_entries mismatch
//@ gen-object: global 'm': map max_entries mismatch
#include "../pair.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, long);
} m SEC(".maps") __weak;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
