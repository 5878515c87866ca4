//@ refused: SYMBOL_MISMATCH incompatible forward declaration names 'state' and 'other'
//@ gen-object: incompatible BTF kinds fwd and struct
#include "../pair.h"

extern struct state current;
int read(struct state *from);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return read(&current);
}
