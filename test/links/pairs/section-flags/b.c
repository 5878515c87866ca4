#include "../pair.h"

volatile int y SEC(".rodata.one") = 3;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return y;
}
