//@ links
//@ gen-object: incompatible BTF kinds fwd and union
//@ laxer: an incomplete type says its name only, and nothing contradicts that
#include "../pair.h"

extern union state current;
int read(union state *from);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return read(&current);
}
