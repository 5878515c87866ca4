//@ refused: SYMBOL_DUPLICATE is defined in
//@ gen-object: (f) definition in
#include "../pair.h"

__keep int f(int a)
{
	return a + 1;
}

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
