//@ links
#include "../pair.h"

typedef const int number;
struct point { int x, y; };
int f(const struct point *p, number n);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	struct point p = { 1, 2 };

	return f(&p, 3);
}
