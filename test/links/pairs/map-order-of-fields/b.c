#include "../pair.h"

struct {
	__type(value, long);
	__type(key, int);
	__uint(max_entries, 4);
	__uint(type, BPF_MAP_TYPE_HASH);
} m SEC(".maps");

SEC("xdp")
int second(struct xdp_md *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
