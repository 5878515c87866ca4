#include "../pair.h"

struct s { int y; };
__keep int f(struct s *a)
{
	return a ? a->y : 0;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
