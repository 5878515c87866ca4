//@ links
//@ gen-object: sec license flags mismatch
//@ laxer: the text counts, not whether it is constant
#define OWN_LICENSE
#include "../pair.h"

char _license[] SEC("license") = "GPL";

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return 0;
}
