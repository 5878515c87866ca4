#include "../pair.h"

struct t { int y; };
__keep int f(struct t *a)
{
	return a ? a->y : 0;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
