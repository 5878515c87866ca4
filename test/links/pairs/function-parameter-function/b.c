#include "../pair.h"

__keep int f(int (*apply)(long))
{
	return apply != 0;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
