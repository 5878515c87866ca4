//@ refused: SYMBOL_MISMATCH incompatible struct names 'one' and 'two'
//@ gen-object: global 'f': incompatible struct names 'one' and 'two'
#include "../pair.h"

struct one { int x; };
int f(struct one *a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	struct one a = { 1 };

	return f(&a);
}
