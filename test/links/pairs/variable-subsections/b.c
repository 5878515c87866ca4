#include "../pair.h"

const volatile int ceiling SEC(".rodata.one") = 4;
int total SEC(".data.one") = 2;
const volatile int ground SEC(".rodata.two") = 5;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return ceiling + total + ground;
}
