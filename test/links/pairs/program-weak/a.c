//@ links
#include "../pair.h"

SEC("xdp")
__weak int first(struct xdp_md *ctx)
{
	return XDP_PASS;
}
