//@ links
#include "../pair.h"

extern unsigned int x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
