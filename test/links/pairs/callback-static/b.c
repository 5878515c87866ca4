#include "../pair.h"

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

static long each(void *map, int *key, int *value, int *most)
{
	if (*value > *most)
		*most = *value;
	return 0;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	int most = 0;

	bpf_for_each_map_elem(&m, each, &most, 0);

	return most;
}
