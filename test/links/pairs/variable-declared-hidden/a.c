//@ links
#include "../pair.h"

extern __hidden int x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
