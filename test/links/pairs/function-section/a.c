//@ links
#include "../pair.h"

SEC("xdp") int f(struct xdp_md *ctx);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(ctx);
}
