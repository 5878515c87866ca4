//@ refused: SYMBOL_MISMATCH incompatible BTF kinds enum and int
//@ gen-object: global 'f': incompatible BTF kinds enum and int
#include "../pair.h"

enum one { A, B };
int f(enum one a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(1);
}
