#include "../pair.h"

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_DROP;
}

SEC("xdp.frags")
int frags(struct xdp_md *ctx)
{
	return XDP_DROP;
}

SEC("?tp/syscalls/sys_enter_getpid")
int also_optional(void *ctx)
{
	return 1;
}
