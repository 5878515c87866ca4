#define OWN_LICENSE
#include "../pair.h"

const char _license[] SEC("license") = "GPL";

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
