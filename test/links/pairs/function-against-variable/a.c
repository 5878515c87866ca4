//@ refused: SYMBOL_MISMATCH incompatible BTF kinds func and var
//@ gen-object: global 'f': incompatible BTF kinds func and var
#include "../pair.h"

extern int f(int a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
