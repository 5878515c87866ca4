#include "../pair.h"

int m = 1;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return m;
}
