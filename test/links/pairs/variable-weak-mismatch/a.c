//@ refused: SYMBOL_MISMATCH incompatible int size 8 and 4
//@ gen-object: global 'x': incompatible int '(null)' size 4 and 8
#include "../pair.h"

__weak int x = 1;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
