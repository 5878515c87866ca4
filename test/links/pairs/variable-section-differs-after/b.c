#include "../pair.h"

extern int x SEC(".data.one");

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return x;
}
