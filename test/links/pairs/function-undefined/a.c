//@ refused: SYMBOL_UNRESOLVED undefined symbol 'f', referred to by function 'first'
//@ stricter: an object is what is loaded; nothing links it further
#include "../pair.h"

int f(int a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
