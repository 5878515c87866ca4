//@ refused: SYMBOL_MISMATCH incompatible BTF kinds int and void
//@ gen-object: global 'f': incompatible BTF kinds int and void
#include "../pair.h"

int f(int a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
