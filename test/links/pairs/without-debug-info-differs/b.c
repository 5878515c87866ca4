#include "../pair.h"

__keep int f(int a, int b)
{
	return a + b;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
