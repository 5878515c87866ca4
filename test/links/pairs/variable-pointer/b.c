#include "../pair.h"

struct two { int x; };
struct two *x;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
