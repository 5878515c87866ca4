#include "../pair.h"

__weak int f(int a)
{
	return a + 1;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
