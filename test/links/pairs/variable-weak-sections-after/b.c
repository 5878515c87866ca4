#include "../pair.h"

__weak int x SEC(".data.one") = 1;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return x;
}
