//@ links
#include "../pair.h"

__weak int x = 1;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
