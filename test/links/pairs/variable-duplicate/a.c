//@ refused: SYMBOL_DUPLICATE is defined in
//@ gen-object: (x) definition in
#include "../pair.h"

int x = 1;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
