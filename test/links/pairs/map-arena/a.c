//@ links
#include "../pair.h"

#define __arena __attribute__((address_space(1)))
struct {
	__uint(type, 33 /* BPF_MAP_TYPE_ARENA */);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena SEC(".maps");

int __arena counter = 1;

SEC("syscall")
int first(void *ctx)
{
	bpf_map_lookup_elem(&arena, &(int){ 0 });

	return counter;
}
