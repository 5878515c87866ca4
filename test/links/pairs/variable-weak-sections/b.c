#include "../pair.h"

int x SEC(".data.two") = 2;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
