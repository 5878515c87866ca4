#include "../pair.h"

volatile int seen;
__keep void f(int a)
{
	seen = a;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
