//@ links
#include "../pair.h"

static __keep int f(int a)
{
	return a + 1;
}

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
