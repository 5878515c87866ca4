//@ links
#include "../pair.h"

int f();

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f();
}
