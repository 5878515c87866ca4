#include "../pair.h"

volatile int seen;
__keep int f(void)
{
	return seen;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
