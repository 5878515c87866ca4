//@ links
#include "../pair.h"

__hidden int f(int a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
