#include "../pair.h"

__keep long f(int a)
{
	return a;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
