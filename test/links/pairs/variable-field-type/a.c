//@ refused: SYMBOL_MISMATCH incompatible BTF kinds array and int
//@ gen-object: global 'x': incompatible BTF kinds array and int
#include "../pair.h"

struct pair { int left; char right[4]; };
extern struct pair x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x.left;
}
