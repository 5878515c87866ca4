#include "../pair.h"

struct two { int x; };
__keep int f(struct two *a)
{
	return a ? a->x : 0;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
