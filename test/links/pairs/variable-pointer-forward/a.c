//@ links
#include "../pair.h"

struct one;
extern struct one *x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x != 0;
}
