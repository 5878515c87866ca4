#include "../pair.h"

int x = 2;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
