//@ links
//@ gen-object: incompatible BTF kinds fwd and struct
//@ laxer: an incomplete type says its name only, and nothing contradicts that
#include "../pair.h"

extern struct state current;
int read(struct state *from);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return read(&current);
}
