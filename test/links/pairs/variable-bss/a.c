//@ links
#include "../pair.h"

extern int x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
