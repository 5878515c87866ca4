//@ refused: SYMBOL_MISMATCH incompatible number of func_proto params 0 and 1
//@ gen-object: global 'f': incompatible number of func_proto params 0 and 1
#include "../pair.h"

int f();

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
