#include "../pair.h"

int x = 5;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return x;
}
