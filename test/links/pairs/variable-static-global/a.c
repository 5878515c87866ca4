//@ links
#include "../pair.h"

static volatile int x = 1;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
