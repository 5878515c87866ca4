//@ refused: SYMBOL_MISMATCH incompatible field #1 ('right') offsets
//@ gen-object: global 'x': incompatible field #1 ('right') offsets
#include "../pair.h"

struct pair { int left; int right __attribute__((aligned(8))); };
extern struct pair x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x.left;
}
