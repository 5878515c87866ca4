#include "../pair.h"

struct pair { int left; int right; } x = { 1, 2 };

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
