//@ refused: SYMBOL_MISMATCH map max_entries mismatch
//@ gen-object: global 'm.inner': map max_entries mismatch
#include "../pair.h"

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, int);
};
extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, struct inner);
} m SEC(".maps");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
