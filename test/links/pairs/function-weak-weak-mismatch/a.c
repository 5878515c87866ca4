//@ refused: SYMBOL_MISMATCH incompatible number of func_proto params 2 and 1
//@ gen-object: global 'f': incompatible number of func_proto params 1 and 2
#include "../pair.h"

__weak int f(int a)
{
	return a + 1;
}

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
