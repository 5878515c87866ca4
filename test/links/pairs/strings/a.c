//@ links
#include "../pair.h"

SEC("xdp")
int first(struct xdp_md *ctx)
{
	bpf_printk("shared %d", 1);

	return 0;
}
