#define OWN_LICENSE
#include "../pair.h"

char LICENSE[] SEC("license") = "GPL";

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
