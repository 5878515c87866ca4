//@ refused: SYMBOL_MISMATCH section mismatch: .data.one and .data.two
//@ gen-object: global 'x': section mismatch
#include "../pair.h"

int x SEC(".data.two") = 2;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
