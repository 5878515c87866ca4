//@ refused: SYMBOL_UNRESOLVED undefined symbol 'x', referred to by function 'first'
//@ stricter: an object is what is loaded; nothing links it further
#include "../pair.h"

extern int x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
