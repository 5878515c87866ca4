//@ refused: SYMBOL_MISMATCH incompatible BTF kinds var and func
//@ gen-object: global 'x': incompatible BTF kinds var and func
#include "../pair.h"

extern int x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
