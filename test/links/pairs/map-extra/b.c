#include "../pair.h"

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 4);
	__uint(key_size, 0);
	__type(value, long);
	__uint(map_extra, 5);
} m SEC(".maps");

SEC("xdp")
int second(struct xdp_md *ctx)
{
	long value = 1;

	return bpf_map_push_elem(&m, &value, 0);
}
