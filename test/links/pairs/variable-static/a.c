//@ links
#include "../pair.h"

static volatile int x = 1;
static volatile const int c = 2;
static volatile int z;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	z++;

	return x + c;
}
