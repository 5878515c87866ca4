#include "../pair.h"

int x = 4;

__keep int f(int a)
{
	return a + 1;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
