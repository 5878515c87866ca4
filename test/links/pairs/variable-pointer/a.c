//@ refused: SYMBOL_MISMATCH incompatible struct names 'one' and 'two'
//@ gen-object: global 'x': incompatible struct names 'one' and 'two'
#include "../pair.h"

struct one { int x; };
extern struct one *x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x != 0;
}
