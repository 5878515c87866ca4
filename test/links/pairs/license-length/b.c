#define OWN_LICENSE
#include "../pair.h"

char _license[8] SEC("license") = "GPL";

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
