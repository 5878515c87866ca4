//@ links
#include "../pair.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

static long each(void *map, int *key, int *value, int *sum)
{
	*sum += *value;
	return 0;
}

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int sum = 0;

	bpf_for_each_map_elem(&m, each, &sum, 0);

	return sum;
}
