#include "../pair.h"

int x SEC(".data.two") = 4;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
