#include "../pair.h"

SEC("xdp")
int second(struct xdp_md *ctx)
{
	bpf_printk("shared %d", 2);
	bpf_printk("own");

	return 0;
}
