//@ links
// linux/bpf.h has these from Linux 6.2 on.
#define bpf_list_head header_list_head
#define bpf_list_node header_list_node
#include "../pair.h"
#undef bpf_list_head
#undef bpf_list_node

#define __contains(text) __attribute__((btf_decl_tag("contains:" text)))
struct bpf_list_head {
	__u64 first, last;
};
struct bpf_list_node {
	__u64 next, previous;
};
struct node {
	struct bpf_list_node link;
	int data;
};
struct value {
	struct bpf_spin_lock lock;
	struct bpf_list_head head __contains("node:link");
};
extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} m SEC(".maps");

SEC("tc")
int first(struct __sk_buff *ctx)
{
	int key = 0;

	return bpf_map_lookup_elem(&m, &key) != 0;
}
