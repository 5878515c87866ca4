#define OWN_LICENSE
#include "../pair.h"

static char _license[] SEC("license") __attribute__((used)) = "GPL";

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
