#include "../pair.h"

__keep int f(long a)
{
	return a + 2;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
