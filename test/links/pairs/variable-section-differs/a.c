//@ refused: SYMBOL_MISMATCH section mismatch: .data.one and .data.two
//@ gen-object: crashes
#include "../pair.h"

extern int x SEC(".data.one");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
