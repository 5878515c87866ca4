//@ refused: SYMBOL_MISMATCH parameter 1: incompatible int size 8 and 4
//@ gen-object: global 'f': incompatible int '(null)' size 4 and 8
#include "../pair.h"

int f(int a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
