//@ refused: SYMBOL_UNRESOLVED undefined symbol 'm', referred to by function 'first'
//@ stricter: an object is what is loaded; nothing links it further
#include "../pair.h"

extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, long);
} m SEC(".maps");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
