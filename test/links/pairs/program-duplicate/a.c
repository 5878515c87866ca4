//@ refused: SYMBOL_DUPLICATE is defined in
//@ gen-object: (first) definition in
#include "../pair.h"

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return XDP_PASS;
}
