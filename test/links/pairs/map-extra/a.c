//@ refused: SYMBOL_MISMATCH map map_extra mismatch: 3 and 5
//@ stricter: libbpf forgets map_extra, which decides how a bloom filter works
#include "../pair.h"

extern struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 4);
	__uint(key_size, 0);
	__type(value, long);
	__uint(map_extra, 3);
} m SEC(".maps");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	long value = 1;

	return bpf_map_push_elem(&m, &value, 0);
}
