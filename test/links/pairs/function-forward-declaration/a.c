//@ links
#include "../pair.h"

struct s;
int f(struct s *a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f((struct s *)0);
}
