#define OWN_LICENSE
#include "../pair.h"

char LICENSE[] SEC("license") = "GPL v2";

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
