//@ refused: SYMBOL_MISMATCH incompatible number of func_proto params 1 and 2
//@ gen-object: failed to find BTF info for object
//@ btf: off
#include "../pair.h"

int f(int a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
