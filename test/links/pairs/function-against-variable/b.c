#include "../pair.h"

int f = 1;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
