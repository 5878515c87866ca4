#include "../pair.h"

static volatile int x = 4;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return x;
}
