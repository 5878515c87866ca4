//@ links
//@ gen-object: crashes
//@ laxer: the authors named no section, and the value that counts decides where it is
#include "../pair.h"

__weak int x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return x;
}
