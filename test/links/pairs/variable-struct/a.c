//@ links
#include "../pair.h"

struct pair { int left; int right; };
extern struct pair x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x.left;
}
