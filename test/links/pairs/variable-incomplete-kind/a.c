//@ refused: SYMBOL_MISMATCH incompatible struct forward declaration and concrete kind union
//@ gen-object: incompatible BTF kinds fwd and union
#include "../pair.h"

extern struct state current;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return (long)&current == (long)ctx;
}
