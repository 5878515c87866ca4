#include "../pair.h"

int first(struct xdp_md *ctx);

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return first(ctx);
}
