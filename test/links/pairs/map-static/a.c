//@ links
//@ differs: maps: static maps of one name are told apart: skeletons and loaders go by names
#include "../pair.h"

static struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, long);
} m SEC(".maps");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	long key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
