#include "../pair.h"

static __keep int f(int a, int b)
{
	return a + b;
}

SEC("xdp")
int third(struct xdp_md *ctx)
{
	return f(1, 2);
}


SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
