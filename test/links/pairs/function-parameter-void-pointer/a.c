//@ refused: SYMBOL_MISMATCH incompatible BTF kinds void and int
//@ gen-object: global 'f': incompatible BTF kinds void and int
#include "../pair.h"

int f(void *a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int a = 1;

	return f(&a);
}
