//@ refused: SYMBOL_MISMATCH incompatible int size 4 and 8
//@ gen-object: global 'f': incompatible int '(null)' size 4 and 8
#include "../pair.h"

int f(int *a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int a = 1;

	return f(&a);
}
