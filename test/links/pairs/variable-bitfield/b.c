#include "../pair.h"

struct flags { unsigned int a : 3; unsigned int b : 6; } x = { 1, 2 };

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
