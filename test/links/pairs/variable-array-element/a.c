//@ refused: SYMBOL_MISMATCH incompatible int size 4 and 8
//@ gen-object: global 'x': incompatible int '(null)' size 4 and 8
#include "../pair.h"

extern int x[];

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x[1];
}
