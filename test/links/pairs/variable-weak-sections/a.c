//@ refused: SYMBOL_MISMATCH section mismatch: .data.one and .data.two
//@ gen-object: crashes
#include "../pair.h"

__weak int x SEC(".data.one") = 1;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
