#include "../pair.h"

int x;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
