#include "../pair.h"

long x = 3;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return x;
}
