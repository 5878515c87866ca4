//@ links
#include "../pair.h"

const volatile int limit SEC(".rodata.one") = 3;
int count SEC(".data.one") = 1;
int more SEC(".bss.one");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	more++;

	return limit + count;
}
