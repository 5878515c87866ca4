#include "../pair.h"

const int x = 4;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
