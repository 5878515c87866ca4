//@ links
#include "../pair.h"

struct s { int x; };
int f(struct s *a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	struct s a = { 1 };

	return f(&a);
}
