#include "../pair.h"

__weak long x = 2;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
