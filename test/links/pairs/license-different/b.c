#define OWN_LICENSE
#include "../pair.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
