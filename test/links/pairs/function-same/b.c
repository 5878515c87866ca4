#include "../pair.h"

typedef struct point { int x, y; } point_t;
__keep int f(const point_t *q, int count)
{
	return q ? q->x + count : 0;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return XDP_PASS;
}
