//@ links
//@ gen-object: non-identical contents of section 'license' are not supported
//@ laxer: the text counts, not the bytes behind it
#define OWN_LICENSE
#include "../pair.h"

char _license[] SEC("license") = "GPL";

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return 0;
}
