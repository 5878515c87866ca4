//@ refused: SYMBOL_MISMATCH incompatible BTF kinds enum and int
//@ gen-object: global 'x': incompatible BTF kinds enum and int
#include "../pair.h"

enum state { OFF, ON };
extern enum state x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
