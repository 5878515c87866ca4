#include "../pair.h"

__keep int f(long *a)
{
	return a ? *a : 0;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
