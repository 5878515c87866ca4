//@ refused: SYMBOL_MISMATCH incompatible size 8 and 16
//@ stricter: libbpf ignores the lengths of arrays, and code that trusts the wrong one reads past the end
#include "../pair.h"

extern int x[2];

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x[1];
}
