//@ refused: SYMBOL_MISMATCH incompatible int size 4 and 8
//@ gen-object: global 'f': incompatible int '(null)' size 4 and 8
#include "../pair.h"

static __keep int twice(int x)
{
	return 2 * x;
}
int f(int (*apply)(int));

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(twice);
}
