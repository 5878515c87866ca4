#include "../pair.h"

SEC("tc") int f(struct xdp_md *ctx)
{
	return 1;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
