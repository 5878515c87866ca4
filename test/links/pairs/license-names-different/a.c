//@ refused: SYMBOL_DUPLICATE section 'license' is
//@ gen-object: non-identical contents of section 'license' are not supported
#define OWN_LICENSE
#include "../pair.h"

char _license[] SEC("license") = "GPL";

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return 0;
}
