//@ links
//@ gen-object: failed to find BTF info for object
//@ laxer: bitcode without debug info is linked without BTF
//@ btf: off
#include "../pair.h"

int f(int a);
extern int x;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f(x);
}
