#include "../pair.h"

int x[4] = { 1, 2, 3, 4 };

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
