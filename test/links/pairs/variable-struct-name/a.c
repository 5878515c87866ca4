//@ refused: SYMBOL_MISMATCH incompatible struct names 'other' and 'pair'
//@ gen-object: global 'x': incompatible struct names 'other' and 'pair'
#include "../pair.h"

struct other { int left; int right; };
extern struct other x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x.left;
}
