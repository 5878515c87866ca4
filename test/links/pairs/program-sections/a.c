//@ links
#include "../pair.h"

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("?tp/syscalls/sys_enter_getpid")
int optional(void *ctx)
{
	return 0;
}
