#include "../pair.h"

int f(long a);

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return f(1);
}
