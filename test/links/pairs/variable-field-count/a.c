//@ refused: SYMBOL_MISMATCH incompatible number of struct fields 1 and 2
//@ gen-object: global 'x': incompatible number of struct fields 1 and 2
#include "../pair.h"

struct pair { int left; };
extern struct pair x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x.left;
}
