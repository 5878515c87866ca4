#include "../pair.h"

enum two { A, B };
__keep int f(enum two a)
{
	return a;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
