//@ refused: SYMBOL_MISMATCH incompatible BTF kinds void and int
//@ gen-object: global 'f': incompatible BTF kinds void and int
#include "../pair.h"

void f(int a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	f(1);

	return 0;
}
