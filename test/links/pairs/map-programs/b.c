#include "../pair.h"

SEC("xdp")
int target(struct xdp_md *ctx)
{
	return XDP_DROP;
}
