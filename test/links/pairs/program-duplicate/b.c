#include "../pair.h"

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return XDP_DROP;
}
