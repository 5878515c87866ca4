//@ refused: SYMBOL_MISMATCH section '.rodata.one' flags mismatch
//@ gen-object: sec .rodata.one flags mismatch
#include "../pair.h"

const volatile int x SEC(".rodata.one") = 3;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
