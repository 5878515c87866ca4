#include "../pair.h"

static volatile long x = 3;
static volatile const long c = 4;
static volatile long z;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	z++;

	return x + c;
}
