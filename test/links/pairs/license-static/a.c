//@ links
#define OWN_LICENSE
#include "../pair.h"

char _license[] SEC("license") = "GPL";

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return 0;
}
