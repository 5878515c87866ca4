//@ refused: SYMBOL_MISMATCH incompatible field #1 ('b') widths 5 bits and 6
//@ gen-object: global 'x': incompatible field #1 ('b') offsets
#include "../pair.h"

struct flags { unsigned int a : 3; unsigned int b : 5; };
extern struct flags x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x.a;
}
