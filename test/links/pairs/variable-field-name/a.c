//@ refused: SYMBOL_MISMATCH incompatible field #1 names 'last' and 'right'
//@ gen-object: global 'x': incompatible field #1 names 'last' and 'right'
#include "../pair.h"

struct pair { int left; int last; };
extern struct pair x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x.left;
}
