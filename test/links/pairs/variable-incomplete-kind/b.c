#include "../pair.h"

union state { int x; };
union state current = { 2 };

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return current.x;
}
