#define OWN_LICENSE
#include "../pair.h"

char _license[] SEC("license") = "GPL";
unsigned int kernel_version SEC("version") = 1;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
