#include "../pair.h"

struct one { int x; };
struct one *x;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
