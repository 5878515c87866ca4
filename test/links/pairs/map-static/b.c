#include "../pair.h"

static struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, long);
	__type(value, long);
} m SEC(".maps");

SEC("xdp")
int second(struct xdp_md *ctx)
{
	long key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
