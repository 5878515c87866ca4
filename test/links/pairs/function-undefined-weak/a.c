//@ links
#include "../pair.h"

int f(int a) __weak;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f ? f(1) : 0;
}
