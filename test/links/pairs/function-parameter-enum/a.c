//@ refused: SYMBOL_MISMATCH incompatible enum names 'one' and 'two'
//@ gen-object: global 'f': incompatible enum names 'one' and 'two'
#include "../pair.h"

enum one { A, B };
int f(enum one a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
